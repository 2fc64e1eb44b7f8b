// setmetatable. Lua runs finalizers without hooks, so that a __gc that loops could not be stopped. In a
// coroutine of its own there are hooks again: where a metatable has a function as its __gc, a function of
// ours takes its place, and calls it so.
#include "library.h"

/// The __gc of a metatable: calls the function that it stands for.
static int finalize(lua_State *L) {
  bridge_stop_if_asked(L);
  lua_settop(L, 1);
  lua_State *coroutine = lua_newthread(L);
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_pushvalue(L, 1);
  lua_xmove(L, coroutine, 2);
  int results = 0;
  int status = lua_resume(coroutine, L, 1, &results);
  // One that yields is given up.
  if (status == LUA_OK || status == LUA_YIELD) return 0;
  lua_xmove(coroutine, L, 1);
  return lua_error(L);
}

static int set_metatable(lua_State *L) {
  int type = lua_type(L, 2);
  luaL_checktype(L, 1, LUA_TTABLE);
  luaL_argexpected(L, type == LUA_TNIL || type == LUA_TTABLE, 2, "nil or table");
  if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL) {
    return luaL_error(L, "cannot change a protected metatable");
  }
  lua_settop(L, 2);
  if (type == LUA_TTABLE) {
    lua_pushliteral(L, "__gc");
    bool is_function = lua_rawget(L, 2) == LUA_TFUNCTION;
    if (is_function && lua_tocfunction(L, 3) != finalize) {
      lua_pushliteral(L, "__gc");
      lua_pushvalue(L, 3);
      lua_pushcclosure(L, finalize, 1);
      lua_rawset(L, 2);
    }
    lua_settop(L, 2);
  }
  lua_setmetatable(L, 1);
  return 1;
}

void library_open_finalizers(lua_State *L) {
  lua_pushcfunction(L, set_metatable);
  lua_setglobal(L, "setmetatable");
}
