// Stack access that cannot raise: no allocation, no metamethods.
#include "bridge.h"

int bridge_top(lua_State *L) { return lua_gettop(L); }

void bridge_set_top(lua_State *L, int top) { lua_settop(L, top); }

bool bridge_reserve(lua_State *L, int count) { return lua_checkstack(L, count); }

void bridge_copy(lua_State *L, int index) { lua_pushvalue(L, index); }

void bridge_remove(lua_State *L, int index) { lua_remove(L, index); }

int bridge_type(lua_State *L, int index) {
  int type = lua_type(L, index);
  return type == LUA_TNONE ? LUA_TNIL : type;
}

bool bridge_boolean(lua_State *L, int index) { return lua_toboolean(L, index); }

bool bridge_is_integer(lua_State *L, int index) { return lua_isinteger(L, index); }

long long bridge_integer(lua_State *L, int index) { return lua_tointegerx(L, index, NULL); }

double bridge_number(lua_State *L, int index) { return lua_tonumberx(L, index, NULL); }

const char *bridge_string(lua_State *L, int index, size_t *count) {
  // On anything but a string lua_tolstring would convert in place, which allocates.
  return lua_type(L, index) == LUA_TSTRING ? lua_tolstring(L, index, count) : NULL;
}

const void *bridge_identity(lua_State *L, int index) { return lua_topointer(L, index); }

/// The slot of a host object: known by a mark in its metatable that no Lua code can reach.
static void **object_slot(lua_State *L, int index) {
  if (lua_type(L, index) != LUA_TUSERDATA || !lua_getmetatable(L, index)) return NULL;
  bool marked = lua_rawgetp(L, -1, &bridge_object_key) != LUA_TNIL;
  lua_pop(L, 2);
  return marked ? lua_touserdata(L, index) : NULL;
}

void *bridge_object(lua_State *L, int index) {
  void **slot = object_slot(L, index);
  return slot ? *slot : NULL;
}

bool bridge_is_object(lua_State *L, int index) { return object_slot(L, index) != NULL; }

void *bridge_take_object(lua_State *L, int index) {
  void **slot = object_slot(L, index);
  void *object = slot ? *slot : NULL;
  if (slot) *slot = NULL;
  return object;
}

void *bridge_entry(lua_State *L, int index) {
  lua_CFunction function = lua_tocfunction(L, index);
  if (function != bridge_trampoline && function != bridge_lookup) return NULL;
  if (!lua_getupvalue(L, index, 1)) return NULL;
  void **slot = lua_touserdata(L, -1);
  lua_pop(L, 1);
  return slot ? *slot : NULL;
}

bool bridge_push_known(lua_State *L, const void *identity) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &bridge_known_key);
  bool known = lua_rawgetp(L, -1, identity) != LUA_TNIL;
  lua_remove(L, -2);
  if (!known) lua_pop(L, 1);
  return known;
}

bool bridge_is_interrupt(lua_State *L, int index) {
  index = lua_absindex(L, index);
  bridge_push_interrupt(L);
  bool same = lua_rawequal(L, -1, index);
  lua_pop(L, 1);
  return same;
}

void bridge_push_nil(lua_State *L) { lua_pushnil(L); }

void bridge_push_boolean(lua_State *L, bool value) { lua_pushboolean(L, value); }

void bridge_push_integer(lua_State *L, long long value) { lua_pushinteger(L, value); }

void bridge_push_number(lua_State *L, double value) { lua_pushnumber(L, value); }

void bridge_push_globals(lua_State *L) {
  lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
}

void bridge_push_reference(lua_State *L, int reference) {
  lua_rawgeti(L, LUA_REGISTRYINDEX, reference);
}

void bridge_unreference(lua_State *L, int reference) {
  luaL_unref(L, LUA_REGISTRYINDEX, reference);
}

bool bridge_push_metatable(lua_State *L, int index) { return lua_getmetatable(L, index); }

void bridge_raw_get_index(lua_State *L, int table, long long key) {
  lua_rawgeti(L, table, key);
}

void bridge_raw_get(lua_State *L, int table) { lua_rawget(L, table); }

void bridge_raw_fill(lua_State *L, int table, long long key) { lua_rawseti(L, table, key); }

bool bridge_next(lua_State *L, int table) { return lua_next(L, table); }

size_t bridge_raw_length(lua_State *L, int index) { return lua_rawlen(L, index); }
