// Life of a state, and its interrupt hook.
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include "bridge.h"

const char bridge_object_key = 0;
const char bridge_interrupt_key = 0;
const char bridge_known_key = 0;

void bridge_flag_set(int *flag, int value) { __atomic_store_n(flag, value, __ATOMIC_RELAXED); }

int bridge_flag(const int *flag) { return __atomic_load_n(flag, __ATOMIC_RELAXED); }

void bridge_push_interrupt(lua_State *L) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &bridge_interrupt_key);
}

/// Instructions to the next look. Where they took long, since each works on large strings, there are fewer.
static int next_interval(bridge_host *host) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
  double now = (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
  double passed = now - host->last_look;
  host->last_look = now;
  if (passed > BRIDGE_LONG_INTERVAL) {
    host->interval = BRIDGE_LEAST_INTERVAL;
  } else if (host->interval < BRIDGE_HOOK_INTERVAL) {
    host->interval *= 2;
  }
  return host->interval;
}

/// Raises the interrupt at every instruction for as long as the flag is set, so that neither pcall nor
/// a coroutine can hold it back.
static void hook(lua_State *L, lua_Debug *activation) {
  (void)activation;
  if (bridge_flag(bridge_host_of(L)->flag)) {
    lua_sethook(L, hook, LUA_MASKCOUNT, 1);
    bridge_push_interrupt(L);
    lua_error(L);
    return;
  }
  int interval = next_interval(bridge_host_of(L));
  if (lua_gethookcount(L) != interval) lua_sethook(L, hook, LUA_MASKCOUNT, interval);
}

void bridge_stop_if_asked(lua_State *L) {
  if (!bridge_flag(bridge_host_of(L)->flag)) return;
  // A pcall around the call that raises must not swallow it.
  lua_sethook(L, hook, LUA_MASKCOUNT, 1);
  bridge_push_interrupt(L);
  lua_error(L);
}

static int interrupt_text(lua_State *L) {
  lua_pushliteral(L, "interrupted");
  return 1;
}

static int prepare(lua_State *L) {
  luaL_openlibs(L);
  bridge_install_commands(L);
  bridge_install_library(L);
  lua_createtable(L, 0, 0);
  lua_createtable(L, 0, 3);
  lua_pushcfunction(L, interrupt_text);
  lua_setfield(L, -2, "__tostring");
  lua_pushliteral(L, "interrupt");
  lua_setfield(L, -2, "__name");
  lua_pushliteral(L, "interrupt");
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &bridge_interrupt_key);
  // The metatable of entries is filed under the address of the trampoline.
  lua_createtable(L, 0, 1);
  lua_pushcfunction(L, bridge_finalize);
  lua_setfield(L, -2, "__gc");
  lua_rawsetp(L, LUA_REGISTRYINDEX, (void *)bridge_trampoline);
  // Userdata by identity. Lua takes a dying one out before it is finalized.
  lua_createtable(L, 0, 0);
  lua_createtable(L, 0, 1);
  lua_pushliteral(L, "v");
  lua_setfield(L, -2, "__mode");
  lua_setmetatable(L, -2);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &bridge_known_key);
  return 0;
}

lua_State *bridge_open(bridge_upcalls upcalls, int *flag) {
  bridge_host *host = malloc(sizeof *host);
  if (!host) return NULL;
  *host = (bridge_host){.upcalls = upcalls,
                        .flag = flag,
                        .limit = PTRDIFF_MAX,
                        .interval = BRIDGE_HOOK_INTERVAL};
  lua_State *L = lua_newstate(bridge_allocate, host);
  if (!L) {
    free(host);
    return NULL;
  }
  *(bridge_host **)lua_getextraspace(L) = host;
  lua_pushcfunction(L, prepare);
  if (lua_pcall(L, 0, 0, 0) != LUA_OK) {
    bridge_close(L);
    return NULL;
  }
  lua_setwarnf(L, NULL, NULL);
  lua_sethook(L, hook, LUA_MASKCOUNT, BRIDGE_HOOK_INTERVAL);
  return L;
}

void bridge_close(lua_State *L) {
  bridge_host *host = bridge_host_of(L);
  lua_close(L);
  free(host);
}
