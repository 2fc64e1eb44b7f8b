// string.gsub.
#include <ctype.h>
#include <string.h>

#include "pattern.h"

/// Adds the replacement string at argument 3, its % filled in.
static void add_text(
  pattern_match *match, luaL_Buffer *out, const char *start, const char *end) {
  lua_State *L = match->L;
  size_t length;
  const char *text = lua_tolstring(L, 3, &length), *stop = text + length, *mark;
  while ((mark = memchr(text, '%', (size_t)(stop - text)))) {
    luaL_addlstring(out, text, (size_t)(mark - text));
    unsigned char what = mark + 1 < stop ? (unsigned char)mark[1] : 0;
    if (what == '%') {
      luaL_addchar(out, '%');
    } else if (what == '0') {
      luaL_addlstring(out, start, (size_t)(end - start));
    } else if (isdigit(what)) {
      pattern_push(match, what - '1', start, end);
      luaL_addvalue(out);
    } else {
      luaL_error(L, "invalid use of '%%' in replacement string");
    }
    text = mark + 2;
  }
  luaL_addlstring(out, text, (size_t)(stop - text));
}

/// Pushes what the table or function at argument 3 has for a match.
static void push_value(pattern_match *match, const char *start, const char *end) {
  lua_State *L = match->L;
  if (lua_type(L, 3) == LUA_TTABLE) {
    pattern_push(match, 0, start, end);
    lua_gettable(L, 3);
  } else {
    lua_pushvalue(L, 3);
    lua_call(L, pattern_push_all(match, start, end, true), 1);
  }
}

/// Adds what comes for a match; false where the match stays as it is.
static bool add_value(
  pattern_match *match, luaL_Buffer *out, const char *kept, const char *start, const char *end) {
  lua_State *L = match->L;
  int type = lua_type(L, 3);
  if (type == LUA_TSTRING || type == LUA_TNUMBER) {
    if (start > kept) luaL_addlstring(out, kept, (size_t)(start - kept));
    add_text(match, out, start, end);
    return true;
  }
  push_value(match, start, end);
  if (!lua_toboolean(L, -1)) {
    lua_pop(L, 1);
    return false;
  }
  if (!lua_isstring(L, -1)) {
    luaL_error(L, "invalid replacement value (a %s)", luaL_typename(L, -1));
  }
  // The value stays on top, where the buffer wants it, while what stands before it is added.
  size_t length;
  const char *text = lua_tolstring(L, -1, &length);
  lua_replace(L, 4);
  luaL_addlstring(out, kept, (size_t)(start - kept));
  luaL_addlstring(out, text, length);
  return true;
}

int library_gsub(lua_State *L) {
  size_t subject_length, pattern_length;
  const char *subject = luaL_checklstring(L, 1, &subject_length);
  const char *pattern = luaL_checklstring(L, 2, &pattern_length);
  int type = lua_type(L, 3);
  lua_Integer most = luaL_optinteger(L, 4, (lua_Integer)subject_length + 1), count = 0;
  luaL_argexpected(
    L,
    type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TFUNCTION || type == LUA_TTABLE, 3,
    "string/function/table");
  bridge_stop_if_asked(L);
  lua_settop(L, 4);
  pattern_item room[pattern_room];
  pattern_match match;
  pattern_begin(L, &match, room, subject, subject_length, pattern, pattern_length);
  luaL_Buffer out;
  luaL_buffinit(L, &out);
  // What stands before `kept` is in the buffer.
  const char *at = subject, *kept = subject, *last = NULL;
  bool has_changed = false;
  while (count < most) {
    if (!match.is_anchored && !(at = pattern_candidate(&match, at))) break;
    const char *end = pattern_at(&match, at);
    if (end && end != last) {
      count++;
      if (add_value(&match, &out, kept, at, end)) {
        kept = end;
        has_changed = true;
      }
      at = last = end;
    } else if (at < match.end) {
      at++;
    } else {
      break;
    }
    if (match.is_anchored) break;
  }
  if (has_changed) {
    luaL_addlstring(&out, kept, (size_t)(match.end - kept));
    luaL_pushresult(&out);
  } else {
    lua_pushvalue(L, 1);
  }
  lua_pushinteger(L, count);
  return 2;
}
