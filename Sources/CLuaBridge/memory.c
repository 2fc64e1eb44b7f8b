// What Lua's own values take, and its limit.
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>

#include "bridge.h"

// The process is asked about pieces from the first size on, and about smaller ones together, once for so
// many bytes of them.
static const size_t LARGE = 1 << 20, TOGETHER = 4 << 20;

static bool has_room(bridge_host *host, size_t more) {
  if (host->used > host->limit || more > host->limit - host->used) return false;
  if (!host->upcalls.left) return true;
  host->unasked += more;
  if (more < LARGE && host->unasked < TOGETHER) return true;
  size_t asked = more > TOGETHER ? more : TOGETHER;
  if (asked > LONG_MAX || host->upcalls.left((long)more) < (long long)asked) return false;
  host->unasked = 0;
  return true;
}

void *bridge_allocate(void *context, void *block, size_t old_size, size_t size) {
  bridge_host *host = context;
  // Without a block, the old size is a kind of value.
  if (!block) old_size = 0;
  if (size == 0) {
    free(block);
    host->used -= old_size;
    host->unasked -= old_size < host->unasked ? old_size : host->unasked;
    return NULL;
  }
  if (size > old_size && !has_room(host, size - old_size)) return NULL;
  void *moved = realloc(block, size);
  // Lua relies on it that a block can be made smaller.
  if (!moved) return size <= old_size ? block : NULL;
  host->used += size;
  host->used -= old_size;
  return moved;
}

size_t bridge_memory_limit(lua_State *L) { return bridge_host_of(L)->limit; }

void bridge_set_memory_limit(lua_State *L, size_t bytes) { bridge_host_of(L)->limit = bytes; }

static int collect(lua_State *L) {
  lua_gc(L, LUA_GCCOLLECT);
  return 0;
}

int bridge_collect(lua_State *L) {
  if (!lua_checkstack(L, 2)) return LUA_ERRMEM;
  lua_pushcfunction(L, collect);
  return lua_pcall(L, 0, 0, 0);
}

size_t bridge_memory(lua_State *L) { return bridge_host_of(L)->used; }
