// What the files of the bridge share.
#pragma once
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include "CLuaBridge.h"

/// Instructions between two looks at the interrupt flag: at most, and where each takes long.
#define BRIDGE_HOOK_INTERVAL 128
#define BRIDGE_LEAST_INTERVAL 4
/// Seconds between two looks that are long.
#define BRIDGE_LONG_INTERVAL 0.05
/// Chunk name of the host's own Lua code, left out of tracebacks.
#define BRIDGE_HOST_CHUNK "[host]"

/// Found from any coroutine: Lua copies the main thread's extra space into each new one.
typedef struct {
  bridge_upcalls upcalls;
  int *flag;
  /// When the hook last looked, in seconds, and the instructions to its next look.
  double last_look;
  int interval;
  /// Bytes that Lua uses, the most that it may, and how many of them nobody asked the process about.
  size_t used, limit, unasked;
} bridge_host;

/// Addresses that serve as registry and metatable keys.
extern const char bridge_object_key;
extern const char bridge_interrupt_key;
extern const char bridge_known_key;

static inline bridge_host *bridge_host_of(lua_State *L) {
  return *(bridge_host **)lua_getextraspace(L);
}

int bridge_trampoline(lua_State *L);
int bridge_lookup(lua_State *L);
/// __gc of entries and objects.
int bridge_finalize(lua_State *L);
/// Replaces os.execute and io.popen, and lets reads be interrupted.
void bridge_install_commands(lua_State *L);
/// Replaces what of Lua's libraries runs for long without a look at the interrupt (library/).
void bridge_install_library(lua_State *L);
/// Compiles text; raises the interrupt alone. The status is Lua's.
int bridge_load_text(
  lua_State *L, const char *bytes, size_t count, const char *chunk, const char *mode);
/// The allocator of a state, whose context is its host.
void *bridge_allocate(void *context, void *block, size_t old_size, size_t size);
/// Pushes the interrupt's error value; cannot raise.
void bridge_push_interrupt(lua_State *L);
/// Raises the interrupt where it has been asked for.
void bridge_stop_if_asked(lua_State *L);
