// Calls in both directions: the trampoline from Lua to the host, protected calls from the host to Lua.
#include <string.h>

#include "bridge.h"

/// Calls the entry in `slot` and turns its answer into results or an error. When this raises, every
/// frame of the host has returned.
static int call_entry(lua_State *L, void **slot) {
  if (!slot || !*slot) return luaL_error(L, "the function's host is gone");
  // A loop over long calls has few instructions: the hook alone would let hundreds of them run.
  bridge_stop_if_asked(L);
  int results = bridge_host_of(L)->upcalls.call(L, *slot);
  switch (results) {
    case BRIDGE_RAISE_MESSAGE:
      luaL_where(L, 1);
      lua_insert(L, -2);
      lua_concat(L, 2);
      return lua_error(L);
    case BRIDGE_RAISE_INTERRUPT:
      bridge_push_interrupt(L);
      return lua_error(L);
    case BRIDGE_RAISE_VALUE:
      return lua_error(L);
    default:
      return results;
  }
}

int bridge_trampoline(lua_State *L) {
  return call_entry(L, lua_touserdata(L, lua_upvalueindex(1)));
}

int bridge_lookup(lua_State *L) {
  lua_pushvalue(L, 2);
  if (lua_rawget(L, lua_upvalueindex(2)) != LUA_TNIL) return 1;
  lua_pop(L, 1);
  return call_entry(L, lua_touserdata(L, lua_upvalueindex(1)));
}

int bridge_finalize(lua_State *L) {
  void **slot = lua_touserdata(L, 1);
  if (slot && *slot) {
    void *held = *slot;
    *slot = NULL;
    bridge_host_of(L)->upcalls.release(held);
  }
  return 0;
}

#define FRAMES_AT_EITHER_END 10

static int deepest_level(lua_State *L) {
  lua_Debug ar;
  int low = 1, high = 1;
  while (lua_getstack(L, high, &ar)) {
    low = high;
    high *= 2;
  }
  while (low < high) {
    int middle = (low + high) / 2;
    if (lua_getstack(L, middle, &ar)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return high - 1;
}

static void describe(lua_State *L, const lua_Debug *ar) {
  if (*ar->what == 'm') {
    lua_pushliteral(L, "in the main chunk");
  } else if (*ar->namewhat) {
    const char *kind = strcmp(ar->namewhat, "global") == 0 ? "function" : ar->namewhat;
    lua_pushfstring(L, "in %s '%s'", kind, ar->name);
  } else {
    lua_pushfstring(L, "in the function of line %d", ar->linedefined);
  }
}

/// Pushes the frames of Lua code, innermost first, a line each; frames of C and of the host's own Lua
/// code are left out, and the middle of a deep stack too.
static void push_traceback(lua_State *L) {
  luaL_Buffer text;
  lua_Debug ar;
  int deepest = deepest_level(L), shown = 0;
  luaL_buffinit(L, &text);
  for (int level = 1; lua_getstack(L, level, &ar); level++) {
    lua_getinfo(L, "Slnt", &ar);
    if (ar.currentline <= 0 || strcmp(ar.short_src, BRIDGE_HOST_CHUNK) == 0) continue;
    if (shown) luaL_addchar(&text, '\n');
    if (shown == FRAMES_AT_EITHER_END && level < deepest - FRAMES_AT_EITHER_END) {
      lua_pushfstring(L, "... %d frames ...", deepest - FRAMES_AT_EITHER_END - level);
      luaL_addvalue(&text);
      level = deepest - FRAMES_AT_EITHER_END;
      shown++;
      continue;
    }
    lua_pushfstring(L, "%s:%d: ", ar.short_src, ar.currentline);
    luaL_addvalue(&text);
    describe(L, &ar);
    luaL_addvalue(&text);
    shown++;
  }
  luaL_pushresult(&text);
}

/// The message handler: a table of error, traceback and text, taken while the stack still stands.
static int handle(lua_State *L) {
  lua_createtable(L, 3, 0);
  lua_pushvalue(L, 1);
  lua_rawseti(L, 2, 1);
  push_traceback(L);
  lua_rawseti(L, 2, 2);
  if (lua_type(L, 1) == LUA_TSTRING || luaL_getmetafield(L, 1, "__tostring") != LUA_TNIL) {
    luaL_tolstring(L, 1, NULL);
    lua_rawseti(L, 2, 3);
  }
  lua_settop(L, 2);
  return 1;
}

int bridge_call(lua_State *L, int arguments) {
  int base = lua_gettop(L) - arguments;
  if (!lua_checkstack(L, 6)) {
    lua_settop(L, base - 1);
    for (int i = 0; i < 3; i++) lua_pushnil(L);
    return LUA_ERRMEM;
  }
  lua_pushcfunction(L, handle);
  lua_insert(L, base);
  int status = lua_pcall(L, arguments, LUA_MULTRET, base);
  lua_remove(L, base);
  if (status == LUA_OK) return LUA_OK;
  if (status == LUA_ERRRUN && lua_istable(L, -1)) {
    for (int i = 1; i <= 3; i++) lua_rawgeti(L, base, i);
    lua_remove(L, base);
  } else {  // no memory, or an error while the error was handled: there is only a message
    lua_pushnil(L);
    lua_pushvalue(L, base);
  }
  return status;
}
