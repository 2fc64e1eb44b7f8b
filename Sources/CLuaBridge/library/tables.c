// table.concat, insert, remove, move, unpack.
#include <limits.h>

#include "library.h"

/// What a table, or what stands for one, must be able to do.
enum { reads = 1, writes = 2, has_length = 4 };

/// So many elements are moved whole, in a fraction of a second: a stop in between would leave some twice.
/// More than memory can well hold, such as a `__len` may claim, are moved until a stop.
enum { whole_elements = 1 << 25 };

static bool has_method(lua_State *L, int metatable, const char *name) {
  lua_pushstring(L, name);
  bool is_there = lua_rawget(L, metatable) != LUA_TNIL;
  lua_pop(L, 1);
  return is_there;
}

static void check_table(lua_State *L, int argument, int needs) {
  if (lua_type(L, argument) == LUA_TTABLE) return;
  if (lua_getmetatable(L, argument)) {
    int metatable = lua_gettop(L);
    bool serves = (!(needs & reads) || has_method(L, metatable, "__index"))
      && (!(needs & writes) || has_method(L, metatable, "__newindex"))
      && (!(needs & has_length) || has_method(L, metatable, "__len"));
    lua_pop(L, 1);
    if (serves) return;
  }
  luaL_checktype(L, argument, LUA_TTABLE);
}

/// The length of the table at argument 1, which is checked.
static lua_Integer checked_length(lua_State *L, int needs) {
  check_table(L, 1, needs | has_length);
  return luaL_len(L, 1);
}

lua_Integer library_length(lua_State *L) { return checked_length(L, reads | writes); }

static void add_element(lua_State *L, luaL_Buffer *out, lua_Integer index) {
  lua_geti(L, 1, index);
  if (!lua_isstring(L, -1)) {
    luaL_error(
      L, "invalid value (%s) at index %I in table for 'concat'", luaL_typename(L, -1),
      (LUAI_UACINT)index);
  }
  luaL_addvalue(out);
}

static int concat(lua_State *L) {
  lua_Integer last = checked_length(L, reads);
  size_t separator_length;
  const char *separator = luaL_optlstring(L, 2, "", &separator_length);
  lua_Integer index = luaL_optinteger(L, 3, 1);
  last = luaL_optinteger(L, 4, last);
  long steps = 0;
  luaL_Buffer out;
  luaL_buffinit(L, &out);
  for (; index < last; index++) {
    library_poll(L, &steps);
    add_element(L, &out, index);
    luaL_addlstring(&out, separator, separator_length);
  }
  if (index == last) add_element(L, &out, index);
  luaL_pushresult(&out);
  return 1;
}

/// Moves `count` elements of the table at argument 1, from `first` on, to the table at `target`, from `to`
/// on; the last ones first where `backward` is set.
static void move_elements(
  lua_State *L, lua_Integer first, lua_Integer count, int target, lua_Integer to, bool backward) {
  bridge_stop_if_asked(L);
  long steps = 0;
  for (lua_Integer i = 0; i < count; i++) {
    if (count > whole_elements) library_poll(L, &steps);
    lua_Integer offset = backward ? count - 1 - i : i;
    lua_geti(L, 1, first + offset);
    lua_seti(L, target, to + offset);
  }
}

static int insert(lua_State *L) {
  lua_Integer end = library_length(L);
  end = (lua_Integer)((lua_Unsigned)end + 1);
  lua_Integer position = end;
  switch (lua_gettop(L)) {
    case 2: break;
    case 3: {
      position = luaL_checkinteger(L, 2);
      luaL_argcheck(
        L, (lua_Unsigned)position - 1 < (lua_Unsigned)end, 2, "position out of bounds");
      move_elements(L, position, end - position, 1, position + 1, true);
      break;
    }
    default: return luaL_error(L, "wrong number of arguments to 'insert'");
  }
  lua_seti(L, 1, position);
  return 0;
}

static int remove_element(lua_State *L) {
  lua_Integer size = library_length(L);
  lua_Integer position = luaL_optinteger(L, 2, size);
  // One behind the end is allowed, and 0 where the table is empty.
  bool is_last = position == size;
  luaL_argcheck(
    L, is_last || (lua_Unsigned)position - 1 <= (lua_Unsigned)size, 2, "position out of bounds");
  lua_geti(L, 1, position);
  if (position < size) {
    move_elements(L, position + 1, size - position, 1, position, false);
    position = size;
  }
  lua_pushnil(L);
  lua_seti(L, 1, position);
  return 1;
}

static int move(lua_State *L) {
  lua_Integer first = luaL_checkinteger(L, 2), last = luaL_checkinteger(L, 3);
  lua_Integer to = luaL_checkinteger(L, 4);
  int target = lua_isnoneornil(L, 5) ? 1 : 5;
  check_table(L, 1, reads);
  check_table(L, target, writes);
  if (last >= first) {
    luaL_argcheck(
      L, first > 0 || last < LUA_MAXINTEGER + first, 3, "too many elements to move");
    lua_Integer count = last - first + 1;
    luaL_argcheck(L, to <= LUA_MAXINTEGER - count + 1, 4, "destination wrap around");
    // Where the target begins within what is moved, the last go first.
    bool overlaps = to > first && to <= last
      && (target == 1 || lua_compare(L, 1, target, LUA_OPEQ));
    move_elements(L, first, count, target, to, overlaps);
  }
  lua_pushvalue(L, target);
  return 1;
}

static int unpack(lua_State *L) {
  lua_Integer first = luaL_optinteger(L, 2, 1);
  lua_Integer last = lua_isnoneornil(L, 3) ? luaL_len(L, 1) : luaL_checkinteger(L, 3);
  if (first > last) return 0;
  lua_Unsigned beyond = (lua_Unsigned)last - (lua_Unsigned)first;
  if (beyond >= INT_MAX || !lua_checkstack(L, (int)beyond + 1)) {
    return luaL_error(L, "too many results to unpack");
  }
  long steps = 0;
  for (lua_Unsigned i = 0; i <= beyond; i++) {
    library_poll(L, &steps);
    lua_geti(L, 1, (lua_Integer)((lua_Unsigned)first + i));
  }
  return (int)beyond + 1;
}

void library_open_tables(lua_State *L) {
  library_replace(
    L, LUA_TABLIBNAME,
    (luaL_Reg[]){
      {"concat", concat}, {"insert", insert}, {"remove", remove_element}, {"move", move},
      {"unpack", unpack}, {"sort", library_sort}, {NULL, NULL}});
}
