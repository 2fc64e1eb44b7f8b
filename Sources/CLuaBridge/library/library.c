// Puts the functions of this folder into their libraries.
#include "library.h"

void library_replace(lua_State *L, const char *name, const luaL_Reg *functions) {
  lua_getglobal(L, name);
  luaL_setfuncs(L, functions, 0);
  lua_pop(L, 1);
}

void library_cover(
  lua_State *L, const char *library, const char *name, lua_CFunction function) {
  lua_getglobal(L, library);
  lua_getfield(L, -1, name);
  lua_pushcclosure(L, function, 1);
  lua_setfield(L, -2, name);
  lua_pop(L, 1);
}

size_t library_start(lua_Integer position, size_t length) {
  if (position > 0) return (size_t)position;
  if (position == 0 || position < -(lua_Integer)length) return 1;
  return length + (size_t)position + 1;
}

void bridge_install_library(lua_State *L) {
  library_open_searches(L);
  library_open_strings(L);
  library_open_tables(L);
  library_open_coroutines(L);
  library_open_finalizers(L);
  library_open_loading(L);
}
