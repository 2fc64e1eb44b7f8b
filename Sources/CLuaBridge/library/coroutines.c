// coroutine.wrap, resume and close. Lua closes the variables of a coroutine that an error has ended; where
// the error came from a hook, hooks are off in it for good, and a __close that loops could not be stopped.
// So an interrupt leaves those variables alone.
#include "library.h"

/// The registry's key of the coroutines that an interrupt has ended: a table with weak keys.
static const char ended_key = 0;

static void push_ended(lua_State *L, lua_State *coroutine) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &ended_key);
  lua_pushthread(coroutine);
  lua_xmove(coroutine, L, 1);
}

static void note_end(lua_State *L, lua_State *coroutine) {
  push_ended(L, coroutine);
  lua_pushboolean(L, true);
  lua_rawset(L, -3);
  lua_pop(L, 1);
}

static bool was_interrupted(lua_State *L, lua_State *coroutine) {
  push_ended(L, coroutine);
  bool was = lua_rawget(L, -2) != LUA_TNIL;
  lua_pop(L, 2);
  return was;
}

/// Raises what ended the coroutine, which is on top of it; its variables are closed before.
static int raise_from(lua_State *L, lua_State *coroutine) {
  int status = lua_status(coroutine);
  if (bridge_is_interrupt(coroutine, -1)) {
    note_end(L, coroutine);
  } else if (status != LUA_OK && status != LUA_YIELD) {
    status = lua_resetthread(coroutine);
  }
  lua_xmove(coroutine, L, 1);
  if (status != LUA_ERRMEM && lua_type(L, -1) == LUA_TSTRING) {
    luaL_where(L, 1);
    lua_insert(L, -2);
    lua_concat(L, 2);
  }
  return lua_error(L);
}

static int resume_wrapped(lua_State *L) {
  lua_State *coroutine = lua_tothread(L, lua_upvalueindex(1));
  int arguments = lua_gettop(L), results = 0;
  if (!lua_checkstack(coroutine, arguments)) {
    return luaL_error(L, "too many arguments to resume");
  }
  int before = lua_status(coroutine);
  if (before != LUA_OK && before != LUA_YIELD) return luaL_error(L, "cannot resume dead coroutine");
  lua_xmove(L, coroutine, arguments);
  int status = lua_resume(coroutine, L, arguments, &results);
  if (status != LUA_OK && status != LUA_YIELD) return raise_from(L, coroutine);
  if (!lua_checkstack(L, results + 1)) {
    lua_pop(coroutine, results);
    return luaL_error(L, "too many results to resume");
  }
  lua_xmove(coroutine, L, results);
  return results;
}

static int wrap(lua_State *L) {
  luaL_checktype(L, 1, LUA_TFUNCTION);
  lua_State *coroutine = lua_newthread(L);
  lua_pushvalue(L, 1);
  lua_xmove(L, coroutine, 1);
  lua_pushcclosure(L, resume_wrapped, 1);
  return 1;
}

/// Lua's own, which notes an interrupt.
static int resume(lua_State *L) {
  int results = lua_tocfunction(L, lua_upvalueindex(1))(L);
  if (results == 2 && !lua_toboolean(L, -2) && bridge_is_interrupt(L, -1)) {
    note_end(L, lua_tothread(L, 1));
  }
  return results;
}

/// Lua's own, unless an interrupt has ended the coroutine.
static int close_coroutine(lua_State *L) {
  lua_State *coroutine = lua_tothread(L, 1);
  if (coroutine && coroutine != L && was_interrupted(L, coroutine)) {
    lua_pushboolean(L, false);
    bridge_push_interrupt(L);
    return 2;
  }
  return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

void library_open_coroutines(lua_State *L) {
  lua_createtable(L, 0, 0);
  lua_createtable(L, 0, 1);
  lua_pushliteral(L, "k");
  lua_setfield(L, -2, "__mode");
  lua_setmetatable(L, -2);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &ended_key);
  library_replace(L, LUA_COLIBNAME, (luaL_Reg[]){{"wrap", wrap}, {NULL, NULL}});
  library_cover(L, LUA_COLIBNAME, "resume", resume);
  library_cover(L, LUA_COLIBNAME, "close", close_coroutine);
}
