// Compiling text: by pieces, with a look at the interrupt between them.
#include "library.h"

/// Bytes between two looks: some milliseconds.
enum { piece_bytes = 1 << 15 };

typedef struct {
  const char *at;
  size_t left;
} text_reader;

static const char *read_piece(lua_State *L, void *data, size_t *size) {
  text_reader *reader = data;
  bridge_stop_if_asked(L);
  const char *piece = reader->at;
  *size = reader->left < piece_bytes ? reader->left : piece_bytes;
  reader->at += *size;
  reader->left -= *size;
  return *size ? piece : NULL;
}

int bridge_load_text(
  lua_State *L, const char *bytes, size_t count, const char *chunk, const char *mode) {
  text_reader reader = {bytes, count};
  int status = lua_load(L, read_piece, &reader, chunk, mode);
  if (status != LUA_OK && bridge_is_interrupt(L, -1)) lua_error(L);
  return status;
}

/// Of functions that give text, Lua's own.
static int load(lua_State *L) {
  if (lua_type(L, 1) != LUA_TSTRING) return lua_tocfunction(L, lua_upvalueindex(1))(L);
  size_t count;
  const char *text = lua_tolstring(L, 1, &count);
  const char *chunk = luaL_optstring(L, 2, text), *mode = luaL_optstring(L, 3, "bt");
  bool has_environment = !lua_isnone(L, 4);
  if (bridge_load_text(L, text, count, chunk, mode) != LUA_OK) {
    luaL_pushfail(L);
    lua_insert(L, -2);
    return 2;
  }
  if (has_environment) {
    lua_pushvalue(L, 4);
    if (!lua_setupvalue(L, -2, 1)) lua_pop(L, 1);
  }
  return 1;
}

void library_open_loading(lua_State *L) { library_cover(L, LUA_GNAME, "load", load); }
