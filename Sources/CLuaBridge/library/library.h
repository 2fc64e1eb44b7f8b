// Functions that replace those of Lua's libraries which run for long without an instruction of Lua's: no
// hook sees them, so they look at the interrupt themselves. They do what the reference manual of Lua 5.4
// says in §6.2, §6.4, §6.5 and §6.6, with the messages of Lua's own.
#pragma once
#include "../bridge.h"

/// Steps between two looks at the interrupt, each of some nanoseconds.
enum { library_steps = 1 << 14 };

/// Counts `steps` down; looks at the interrupt, which may raise, where none are left.
static inline void library_poll(lua_State *L, long *steps) {
  if (--*steps > 0) return;
  *steps = library_steps;
  bridge_stop_if_asked(L);
}

/// Puts functions into the library `name`, for those of the same names.
void library_replace(lua_State *L, const char *name, const luaL_Reg *functions);

/// Puts `function` in the place of the function `name` of a library, which is its upvalue 1.
void library_cover(
  lua_State *L, const char *library, const char *name, lua_CFunction function);

void library_open_searches(lua_State *L);
void library_open_strings(lua_State *L);
void library_open_tables(lua_State *L);
void library_open_coroutines(lua_State *L);
void library_open_finalizers(lua_State *L);
void library_open_loading(lua_State *L);

/// The length of the table at argument 1, which is checked: it can be read, written and measured.
lua_Integer library_length(lua_State *L);
int library_sort(lua_State *L);
int library_gsub(lua_State *L);
int library_gmatch(lua_State *L);

/// Lua's own reading of a position in a string of `length` bytes: negative from the end, at least 1.
size_t library_start(lua_Integer position, size_t length);
