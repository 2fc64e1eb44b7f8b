// Operations that can raise, each run under lua_pcall.
//
// An operation gets its operands from a C struct, passed as a light userdata, and its Lua values as
// arguments; it leaves at most one result.
#include <string.h>

#include "bridge.h"

/// Calls `operation` with the `values` topmost stack values and `operands`; `results` remain.
static int protect(
  lua_State *L, lua_CFunction operation, int values, void *operands, int results) {
  if (!lua_checkstack(L, 4)) {
    lua_settop(L, -values - 1);
    lua_pushnil(L);
    return LUA_ERRMEM;
  }
  lua_pushcfunction(L, operation);
  lua_insert(L, -values - 1);
  lua_pushlightuserdata(L, operands);
  return lua_pcall(L, values + 1, results, 0);
}

typedef struct {
  const char *bytes;
  size_t count;
  const char *chunk;
} text_operands;

static int push_string(lua_State *L) {
  text_operands *text = lua_touserdata(L, 1);
  lua_pushlstring(L, text->bytes ? text->bytes : "", text->count);
  return 1;
}

int bridge_push_string(lua_State *L, const char *bytes, size_t count) {
  text_operands text = {bytes, count, NULL};
  return protect(L, push_string, 0, &text, 1);
}

static int push_table(lua_State *L) {
  int *sizes = lua_touserdata(L, 1);
  lua_createtable(L, sizes[0], sizes[1]);
  return 1;
}

int bridge_push_table(lua_State *L, int list, int record) {
  int sizes[] = {list, record};
  return protect(L, push_table, 0, sizes, 1);
}

static int raw_set(lua_State *L) {  // key, value, operands, table
  lua_remove(L, 3);
  lua_insert(L, 1);
  lua_rawset(L, 1);
  return 0;
}

static int with_metamethods_set(lua_State *L) {
  lua_remove(L, 3);
  lua_insert(L, 1);
  lua_settable(L, 1);
  return 0;
}

static int with_metamethods_get(lua_State *L) {  // key, operands, table
  lua_remove(L, 2);
  lua_insert(L, 1);
  lua_gettable(L, 1);
  return 1;
}

static int set_metatable(lua_State *L) {  // metatable, operands, table
  lua_pushvalue(L, 1);
  lua_setmetatable(L, 3);
  return 0;
}

/// As protect, with the value at `table` as a further, last argument.
static int protect_on(lua_State *L, lua_CFunction operation, int table, int values, int results) {
  table = lua_absindex(L, table);
  if (!lua_checkstack(L, 4)) {
    lua_settop(L, -values - 1);
    lua_pushnil(L);
    return LUA_ERRMEM;
  }
  lua_pushcfunction(L, operation);
  lua_insert(L, -values - 1);
  lua_pushlightuserdata(L, NULL);
  lua_pushvalue(L, table);
  return lua_pcall(L, values + 2, results, 0);
}

int bridge_raw_set(lua_State *L, int table) { return protect_on(L, raw_set, table, 2, 0); }

int bridge_set_metatable(lua_State *L, int index) {
  return protect_on(L, set_metatable, index, 1, 0);
}

int bridge_get(lua_State *L, int table) {
  return protect_on(L, with_metamethods_get, table, 1, 1);
}

int bridge_set(lua_State *L, int table) {
  return protect_on(L, with_metamethods_set, table, 2, 0);
}

static int reference(lua_State *L) {
  int *out = lua_touserdata(L, 2);
  lua_pushvalue(L, 1);
  *out = luaL_ref(L, LUA_REGISTRYINDEX);
  return 0;
}

int bridge_reference(lua_State *L, int *out) { return protect(L, reference, 1, out, 0); }

static int push_text(lua_State *L) {
  luaL_tolstring(L, 1, NULL);
  return 1;
}

int bridge_push_text(lua_State *L, int index) {
  if (!lua_checkstack(L, 4)) return LUA_ERRMEM;
  lua_pushvalue(L, index);
  return protect(L, push_text, 1, NULL, 1);
}

/// The slot is empty until everything that can raise is done, so a failure holds nothing.
static void **push_slot(lua_State *L) {
  void **slot = lua_newuserdatauv(L, sizeof *slot, 0);
  *slot = NULL;
  return slot;
}

typedef struct {
  void *object;
  const void *identity;
} object_operands;

static int push_object(lua_State *L) {  // metatable, operands
  object_operands *operands = lua_touserdata(L, 2);
  void **slot = push_slot(L);
  lua_pushvalue(L, 1);
  lua_setmetatable(L, 3);
  if (operands->identity) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &bridge_known_key);
    lua_pushvalue(L, 3);
    lua_rawsetp(L, -2, operands->identity);
    lua_pop(L, 1);
  }
  *slot = operands->object;
  return 1;
}

int bridge_push_object(lua_State *L, void *object, const void *identity) {
  object_operands operands = {object, identity};
  return protect(L, push_object, 1, &operands, 1);
}

static int push_function(lua_State *L) {  // entry
  void *entry = lua_touserdata(L, 1);
  void **slot = push_slot(L);
  lua_rawgetp(L, LUA_REGISTRYINDEX, (void *)bridge_trampoline);
  lua_setmetatable(L, -2);
  lua_pushcclosure(L, bridge_trampoline, 1);
  *slot = entry;
  return 1;
}

int bridge_push_function(lua_State *L, void *entry) {
  return protect(L, push_function, 0, entry, 1);
}

static int push_lookup(lua_State *L) {  // table, function, operands
  lua_getupvalue(L, 2, 1);
  lua_pushvalue(L, 1);
  lua_pushcclosure(L, bridge_lookup, 2);
  return 1;
}

int bridge_push_lookup(lua_State *L) { return protect(L, push_lookup, 2, NULL, 1); }

static int mark_metatable(lua_State *L) {
  lua_pushboolean(L, 1);
  lua_rawsetp(L, 1, &bridge_object_key);
  lua_pushcfunction(L, bridge_finalize);
  lua_setfield(L, 1, "__gc");
  return 0;
}

int bridge_mark_metatable(lua_State *L) {
  if (!lua_checkstack(L, 4)) return LUA_ERRMEM;
  lua_pushvalue(L, -1);
  return protect(L, mark_metatable, 1, NULL, 0);
}

static int load(lua_State *L) {
  text_operands *text = lua_touserdata(L, 1);
  int status = bridge_load_text(L, text->bytes, text->count, text->chunk, "t");
  if (status != LUA_OK) lua_error(L);
  return 1;
}

int bridge_load(lua_State *L, const char *bytes, size_t count, const char *chunk) {
  text_operands text = {bytes, count, chunk};
  return protect(L, load, 0, &text, 1);
}
