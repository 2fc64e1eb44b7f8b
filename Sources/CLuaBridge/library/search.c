// string.find, string.match, string.gmatch.
#define _GNU_SOURCE
#include <string.h>

#include "pattern.h"

/// Bytes of a plain search between two looks at the interrupt.
enum { plain_bytes = 1 << 26 };

static bool is_plain(const char *pattern, size_t length) {
  for (size_t i = 0; i < length; i++) {
    switch (pattern[i]) {
      case '^': case '$': case '*': case '+': case '?': case '.': case '(': case '[': case '%':
      case '-': return false;
      default: break;
    }
  }
  return true;
}

/// Bytes in which a search byte by byte beats one that prepares itself.
enum { short_bytes = 512 };

/// The first place of `text` in what is short.
static const char *find_short(
  const char *at, const char *end, const char *text, size_t length) {
  if (length == 0) return at;
  for (const char *last = end - length; at <= last; at++) {
    at = memchr(at, *text, (size_t)(last - at) + 1);
    if (!at || memcmp(at, text, length) == 0) return at;
  }
  return NULL;
}

/// The first place of `text`, which has `length` bytes, or NULL.
static const char *find_plain(
  lua_State *L, const char *at, const char *end, const char *text, size_t length) {
  if ((size_t)(end - at) < length) return NULL;
  if (end - at <= short_bytes) return find_short(at, end, text, length);
  while ((size_t)(end - at) >= length) {
    size_t count = (size_t)(end - at);
    if (count - length > plain_bytes) count = plain_bytes + length;
    const char *found = memmem(at, count, text, length);
    if (found || at + count == end) return found;
    at += count - length + 1;
    bridge_stop_if_asked(L);
  }
  return NULL;
}

static int push_range(lua_State *L, const char *subject, const char *start, const char *end) {
  lua_pushinteger(L, (lua_Integer)(start - subject) + 1);
  lua_pushinteger(L, (lua_Integer)(end - subject));
  return 2;
}

/// The first match at or after `at`: its start, with its end in `end`; NULL where there is none.
static const char *first_match(pattern_match *match, const char *at, const char **end) {
  if (match->is_anchored) {
    *end = pattern_at(match, at);
    return *end ? at : NULL;
  }
  while (at <= match->end && (at = pattern_candidate(match, at))) {
    *end = pattern_at(match, at);
    if (*end) return at;
    at++;
  }
  return NULL;
}

static int search(lua_State *L, bool finds) {
  size_t subject_length, pattern_length;
  const char *subject = luaL_checklstring(L, 1, &subject_length);
  const char *pattern = luaL_checklstring(L, 2, &pattern_length);
  size_t offset = library_start(luaL_optinteger(L, 3, 1), subject_length) - 1;
  bridge_stop_if_asked(L);
  if (offset > subject_length) {
    luaL_pushfail(L);
    return 1;
  }
  const char *start = subject + offset, *end;
  if (finds && (lua_toboolean(L, 4) || is_plain(pattern, pattern_length))) {
    start = find_plain(L, start, subject + subject_length, pattern, pattern_length);
    if (start) return push_range(L, subject, start, start + pattern_length);
    luaL_pushfail(L);
    return 1;
  }
  pattern_item room[pattern_room];
  pattern_match match;
  pattern_begin(L, &match, room, subject, subject_length, pattern, pattern_length);
  start = first_match(&match, start, &end);
  if (!start) {
    luaL_pushfail(L);
    return 1;
  }
  int count = finds ? push_range(L, subject, start, end) : 0;
  return count + pattern_push_all(&match, start, end, !finds);
}

static int find(lua_State *L) { return search(L, true); }

static int match(lua_State *L) { return search(L, false); }

typedef struct {
  /// Where the search goes on, and where the last match ended.
  const char *at, *last;
  pattern_match match;
  pattern_item items[];
} iteration;

static int next_match(lua_State *L) {
  iteration *state = lua_touserdata(L, lua_upvalueindex(3));
  bridge_stop_if_asked(L);
  state->match.L = L;
  const char *start, *end;
  while ((start = first_match(&state->match, state->at, &end))) {
    if (end != state->last) {
      state->at = state->last = end;
      return pattern_push_all(&state->match, start, end, true);
    }
    state->at = start + 1;
  }
  state->at = state->match.end + 1;
  return 0;
}

int library_gmatch(lua_State *L) {
  size_t subject_length, pattern_length;
  const char *subject = luaL_checklstring(L, 1, &subject_length);
  const char *pattern = luaL_checklstring(L, 2, &pattern_length);
  size_t offset = library_start(luaL_optinteger(L, 3, 1), subject_length) - 1;
  lua_settop(L, 2);
  size_t place = pattern_length * sizeof(pattern_item);
  iteration *state = lua_newuserdatauv(L, sizeof *state + place, 0);
  // An anchor would end the iteration with its first match.
  pattern_compile(&state->match, state->items, pattern, pattern_length, false);
  state->match.subject = subject;
  state->match.end = subject + subject_length;
  state->at = offset > subject_length ? state->match.end + 1 : subject + offset;
  state->last = NULL;
  lua_pushcclosure(L, next_match, 3);  // the strings live with it
  return 1;
}

void library_open_searches(lua_State *L) {
  pattern_prepare_classes();
  library_replace(
    L, LUA_STRLIBNAME,
    (luaL_Reg[]){
      {"find", find}, {"match", match}, {"gmatch", library_gmatch}, {"gsub", library_gsub},
      {NULL, NULL}});
}
