// table.sort: a merge sort, which is stable, of the places of the values. The table gets its values in their
// order at the end: what ends the sort before, an error of the order or a stop, leaves it as it was.
#include <limits.h>
#include <string.h>

#include "library.h"

/// Where the arguments lie on the stack, and above them either a copy of the table or its values.
enum { table = 1, order, copy, first_value = copy };
/// So many values lie on the stack; more lie in the copy. And so many places need no memory of Lua's.
enum { stack_values = 100000, few_places = 64 };

typedef struct {
  lua_State *L;
  bool is_on_stack, has_order;
  long steps;
} sorter;

static void push_value(const sorter *s, int place) {
  if (s->is_on_stack) {
    lua_pushvalue(s->L, first_value + place);
  } else {
    lua_rawgeti(s->L, copy, place + 1);
  }
}

/// Whether the value of one place comes before that of the other.
static bool comes_before(sorter *s, int a, int b) {
  lua_State *L = s->L;
  library_poll(L, &s->steps);
  if (s->is_on_stack && !s->has_order) {
    return lua_compare(L, first_value + a, first_value + b, LUA_OPLT);
  }
  if (s->has_order) lua_pushvalue(L, order);
  push_value(s, a);
  push_value(s, b);
  bool answer;
  if (s->has_order) {
    lua_call(L, 2, 1);
    answer = lua_toboolean(L, -1);
    lua_pop(L, 1);
  } else {
    answer = lua_compare(L, -2, -1, LUA_OPLT);
    lua_pop(L, 2);
  }
  return answer;
}

/// Merges two runs of places, which follow each other; the left one stays before its equals.
static void merge(sorter *s, const int *from, int *to, int begin, int middle, int end) {
  int left = begin, right = middle, out = begin;
  // Two runs that are in order already: one comparison.
  if (right < end && !comes_before(s, from[right], from[right - 1])) {
    memcpy(to + begin, from + begin, (size_t)(end - begin) * sizeof *to);
    return;
  }
  while (left < middle && right < end) {
    to[out++] = comes_before(s, from[right], from[left]) ? from[right++] : from[left++];
  }
  while (left < middle) to[out++] = from[left++];
  while (right < end) to[out++] = from[right++];
}

/// The places of the values, in order: `from` or `other`.
static int *sorted_places(sorter *s, int *from, int *other, int count) {
  for (int i = 0; i < count; i++) from[i] = i;
  for (long long width = 1; width < count; width *= 2) {
    for (long long begin = 0; begin < count; begin += 2 * width) {
      int middle = (int)(begin + width < count ? begin + width : count);
      int end = (int)(begin + 2 * width < count ? begin + 2 * width : count);
      merge(s, from, other, (int)begin, middle, end);
    }
    int *previous = from;
    from = other;
    other = previous;
  }
  return from;
}

/// Sorts numbers of one type without Lua's help.
#define SORT_NUMBERS(name, type)                                                       \
  static type *name(lua_State *L, type *from, type *to, size_t count) {               \
    long steps = 0;                                                                    \
    for (size_t width = 1; width < count; width *= 2) {                                \
      for (size_t begin = 0; begin < count; begin += 2 * width) {                      \
        size_t middle = begin + width < count ? begin + width : count;                 \
        size_t end = middle + width < count ? middle + width : count;                  \
        size_t left = begin, right = middle;                                           \
        for (size_t out = begin; out < end; out++) {                                   \
          bool is_right = left == middle || (right < end && from[right] < from[left]); \
          to[out] = is_right ? from[right++] : from[left++];                           \
        }                                                                              \
        steps -= (long)(end - begin);                                                  \
        library_poll(L, &steps);                                                       \
      }                                                                                \
      type *other = from;                                                              \
      from = to;                                                                       \
      to = other;                                                                      \
    }                                                                                  \
    return from;                                                                       \
  }
SORT_NUMBERS(sort_integers, lua_Integer)
SORT_NUMBERS(sort_floats, lua_Number)

/// The one type of numbers that all values have: 'i', 'f', or 0 where there is none.
static char number_type(sorter *s, int count) {
  lua_State *L = s->L;
  char type = 0;
  for (int i = 0; i < count; i++) {
    library_poll(L, &s->steps);
    push_value(s, i);
    char its = lua_type(L, -1) != LUA_TNUMBER ? 0 : lua_isinteger(L, -1) ? 'i' : 'f';
    lua_pop(L, 1);
    if (!its || (type && its != type)) return 0;
    type = its;
  }
  return type;
}

/// Sorts numbers, all of one type, and puts them into the table.
static void sort_numbers(const sorter *s, int count, char type) {
  lua_State *L = s->L;
  size_t size = (size_t)count * 8;
  char *values = lua_newuserdatauv(L, 2 * size, 0);
  lua_Integer *integers = (lua_Integer *)values;
  lua_Number *floats = (lua_Number *)values;
  for (int i = 0; i < count; i++) {
    push_value(s, i);
    if (type == 'i') {
      integers[i] = lua_tointeger(L, -1);
    } else {
      floats[i] = lua_tonumber(L, -1);
    }
    lua_pop(L, 1);
  }
  void *other = values + size;
  if (type == 'i') {
    integers = sort_integers(L, integers, other, (size_t)count);
  } else {
    floats = sort_floats(L, floats, other, (size_t)count);
  }
  for (int i = 0; i < count; i++) {
    if (type == 'i') {
      lua_pushinteger(L, integers[i]);
    } else {
      lua_pushnumber(L, floats[i]);
    }
    lua_seti(L, table, i + 1);
  }
}

/// Takes the values out of the table.
static void take_values(sorter *s, int count) {
  lua_State *L = s->L;
  if (s->is_on_stack) {
    for (int i = 0; i < count; i++) lua_geti(L, table, i + 1);
    return;
  }
  // A `__len` may say what it likes: room for more than this comes with the values.
  lua_createtable(L, count < 1 << 20 ? count : 1 << 20, 0);
  for (int i = 0; i < count; i++) {
    library_poll(L, &s->steps);
    lua_geti(L, table, i + 1);
    lua_rawseti(L, copy, i + 1);
  }
}

int library_sort(lua_State *L) {
  lua_Integer length = library_length(L);
  if (length < 2) return 0;
  luaL_argcheck(L, length < INT_MAX, 1, "array too big");
  if (!lua_isnoneornil(L, order)) luaL_checktype(L, order, LUA_TFUNCTION);
  lua_settop(L, order);
  bridge_stop_if_asked(L);
  int count = (int)length;
  sorter s = {L, false, !lua_isnil(L, order), library_steps};
  // Some more for what works on them.
  s.is_on_stack = count <= stack_values && lua_checkstack(L, count + 8);
  take_values(&s, count);
  char type = !s.has_order && count > few_places ? number_type(&s, count) : 0;
  if (type) {
    sort_numbers(&s, count, type);
    return 0;
  }
  int few[2 * few_places], *places = few;
  if (count > few_places) places = lua_newuserdatauv(L, 2 * (size_t)count * sizeof *places, 0);
  int *sorted = sorted_places(&s, places, places + count, count);
  for (int i = 0; i < count; i++) {
    push_value(&s, sorted[i]);
    lua_seti(L, table, i + 1);
  }
  return 0;
}
