// Commands in the shell, with the signals that this program was started with: what the libc's own
// `system` and `popen` start would inherit the blocked mask.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

#include "include/CProcess.h"
#include "state.h"

extern char **environ;

static atomic_int commands;

/// Starts `sh -c command`; `pipe_end` becomes its descriptor `stream`, where that is not -1.
static pid_t start(const char *command, int pipe_end, int stream) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  pid_t child = -1;
  int failure = posix_spawn_file_actions_init(&actions);
  if (failure) goto no_actions;
  failure = posix_spawnattr_init(&attributes);
  if (failure) goto no_attributes;
  if (pipe_end >= 0) failure = posix_spawn_file_actions_adddup2(&actions, pipe_end, stream);
  if (!failure && process_found.known) {
    posix_spawnattr_setsigmask(&attributes, &process_found.mask);
    posix_spawnattr_setsigdefault(&attributes, &process_found.newly_ignored);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  char *words[] = {"sh", "-c", (char *)command, NULL};
  if (!failure) failure = posix_spawn(&child, "/bin/sh", &actions, &attributes, words, environ);
  posix_spawnattr_destroy(&attributes);
no_attributes:
  posix_spawn_file_actions_destroy(&actions);
no_actions:
  errno = failure;
  return failure ? -1 : child;
}

int process_wait(pid_t child) {
  int status;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return -1;
  }
  return status;
}

int process_run(const char *command) {
  atomic_fetch_add(&commands, 1);
  pid_t child = start(command, -1, -1);
  int status = child < 0 ? -1 : process_wait(child);
  int failure = errno;
  atomic_fetch_sub(&commands, 1);
  errno = failure;
  return status;
}

bool process_is_running_command(void) { return atomic_load(&commands) > 0; }

int process_pipe(const char *command, bool writes, pid_t *child) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return -1;
  int ours = writes ? ends[1] : ends[0], theirs = writes ? ends[0] : ends[1];
  *child = start(command, theirs, writes ? STDIN_FILENO : STDOUT_FILENO);
  int failure = errno;
  close(theirs);
  if (*child >= 0) return ours;
  close(ours);
  errno = failure;
  return -1;
}
