// One thread takes every signal that means something; no other thread is ever interrupted by one.
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>

#include "include/CProcess.h"
#include "state.h"

process_found_state process_found;

/// What is taken: the user's keys, the window, and requests to leave.
static const int meaningful[] = {SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH, SIGTERM, SIGHUP};
/// What becomes an error of the call that caused it.
static const int errors[] = {SIGPIPE, SIGXFSZ};
enum { meaningful_count = sizeof meaningful / sizeof *meaningful };
enum { error_count = sizeof errors / sizeof *errors };

static sigset_t taken_set;

static bool is_ignored(int signal) {
  struct sigaction found;
  return sigaction(signal, NULL, &found) == 0 && found.sa_handler == SIG_IGN;
}

void process_block_signals(void) {
  if (process_found.known) return;
  sigemptyset(&taken_set);
  sigemptyset(&process_found.newly_ignored);
  for (int i = 0; i < meaningful_count; i++) {
    // A program in the background has been told to ignore the terminal's keys.
    if (!is_ignored(meaningful[i])) sigaddset(&taken_set, meaningful[i]);
  }
  for (int i = 0; i < error_count; i++) {
    if (is_ignored(errors[i])) continue;
    sigaddset(&process_found.newly_ignored, errors[i]);
    signal(errors[i], SIG_IGN);
  }
  pthread_sigmask(SIG_BLOCK, &taken_set, &process_found.mask);
  process_found.known = true;
}

static void *watch(void *context) {
  void (*taken)(int) = (void (*)(int))context;
  for (;;) {
    int signal = sigwaitinfo(&taken_set, NULL);
    if (signal < 0) {
      if (errno == EINTR) continue;  // the process was stopped and goes on
      return NULL;
    }
    taken(signal);
  }
}

int process_watch(void (*taken)(int signal)) {
  pthread_t thread;
  int failure = pthread_create(&thread, NULL, watch, (void *)taken);
  if (failure == 0) pthread_detach(thread);
  return failure;
}

void process_stop(void) {
  sigset_t stop, before;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTSTP);
  // To this thread, not to the process: the watching thread would take it again.
  pthread_kill(pthread_self(), SIGTSTP);
  pthread_sigmask(SIG_UNBLOCK, &stop, &before);  // stops here
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}
