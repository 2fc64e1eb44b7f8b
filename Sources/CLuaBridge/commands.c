// os.execute and io.popen: Lua's own would hand their commands the signals that this program blocks.
// What waits, for a command or for input, raises the interrupt that ended the wait.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "CProcess.h"
#include "bridge.h"

/// Ctrl-C goes to the command and not to Lua while a command runs; one that ended by it takes the
/// script with it, as in a shell.
static void heed_interrupt(lua_State *L, int status) {
  if (status < 0) return;
  bool by_signal = WIFSIGNALED(status) && WTERMSIG(status) == SIGINT;
  bool by_shell = WIFEXITED(status) && WEXITSTATUS(status) == 128 + SIGINT;
  if (by_signal || by_shell) bridge_flag_set(bridge_host_of(L)->flag, 1);
}

static int execute(lua_State *L) {
  const char *command = luaL_optstring(L, 1, NULL);
  if (!command) {
    lua_pushboolean(L, access("/bin/sh", X_OK) == 0);
    return 1;
  }
  fflush(stdout);
  errno = 0;
  int status = process_run(command);
  heed_interrupt(L, status);
  bridge_stop_if_asked(L);
  return luaL_execresult(L, status);
}

/// A Lua file with the process at its other end.
typedef struct {
  luaL_Stream stream;
  pid_t child;
} command_stream;

static int close_stream(lua_State *L) {
  command_stream *command = luaL_checkudata(L, 1, LUA_FILEHANDLE);
  fclose(command->stream.f);
  errno = 0;
  return luaL_execresult(L, process_wait(command->child));
}

static int open_stream(lua_State *L) {
  const char *text = luaL_checkstring(L, 1), *mode = luaL_optstring(L, 2, "r");
  luaL_argcheck(L, (mode[0] == 'r' || mode[0] == 'w') && !mode[1], 2, "invalid mode");
  command_stream *command = lua_newuserdatauv(L, sizeof *command, 0);
  command->stream.closef = NULL;  // a closed file, until it is open
  luaL_setmetatable(L, LUA_FILEHANDLE);
  fflush(NULL);
  int end = process_pipe(text, mode[0] == 'w', &command->child);
  if (end < 0) return luaL_fileresult(L, 0, text);
  command->stream.f = fdopen(end, mode);
  if (!command->stream.f) {
    int failure = errno;
    close(end);
    process_wait(command->child);
    errno = failure;
    return luaL_fileresult(L, 0, text);
  }
  command->stream.closef = close_stream;
  return 1;
}

/// Calls the function that it wraps.
static int waiting(lua_State *L) {
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
  bridge_stop_if_asked(L);
  return lua_gettop(L);
}

/// Wraps the function `name` of the table on top.
static void wrap(lua_State *L, const char *name) {
  lua_getfield(L, -1, name);
  lua_pushcclosure(L, waiting, 1);
  lua_setfield(L, -2, name);
}

void bridge_install_commands(lua_State *L) {
  lua_getglobal(L, LUA_OSLIBNAME);
  lua_pushcfunction(L, execute);
  lua_setfield(L, -2, "execute");
  lua_getglobal(L, LUA_IOLIBNAME);
  lua_pushcfunction(L, open_stream);
  lua_setfield(L, -2, "popen");
  wrap(L, "read");
  luaL_getmetatable(L, LUA_FILEHANDLE);
  lua_getfield(L, -1, "__index");
  wrap(L, "read");
  lua_pop(L, 4);
}
