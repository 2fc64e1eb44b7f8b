// What signals mean here: Ctrl-C in three steps, Ctrl-Z, the window's size, requests to leave.
//
// `on_signal` runs in the thread that takes signals, an ordinary one, and only sets flags, wakes the
// reader and writes a line. What belongs to the main thread, libedit and the terminal's modes, is done
// there when it reads next.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "Bridge.h"
#include "CProcess.h"

enum {
  /// A third Ctrl-C leaves only when it comes so soon after the second.
  patience_seconds = 2,
  /// A request to leave that comes so much later than the first is obeyed without saving.
  saving_seconds = 10,
  activity_bytes = 256
};

static atomic_bool reading, running;
static atomic_bool interrupt_pending, resize_pending, continue_pending, stop_pending;
static atomic_int presses, leaving;
static void (*request_stop)(void *);
static void *request_context;

/// Of the second Ctrl-C, and of the first request to leave, on a clock that starts at 1 or later; 0 as
/// long as there was none.
static _Atomic double second_press, first_request;

static pthread_mutex_t activity_lock = PTHREAD_MUTEX_INITIALIZER;
static char activity[activity_bytes];

/// The signal thread wakes whoever waits for input through this pipe.
static int wake_pipe[2] = {-1, -1};

static void say(const char *text) {
  ssize_t written = write(STDERR_FILENO, text, strlen(text));
  (void)written;
}

static void wake_reader(void) {
  ssize_t written = write(wake_pipe[1], "!", 1);
  (void)written;
}

static void leave_at_once(int signal) {
  terminal_restore();
  _exit(128 + signal);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return 1 + (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static double seconds_since(_Atomic double *moment) {
  double then = atomic_load(moment);
  return then > 0 ? now() - then : 0;
}

static void on_press_while_running(void) {
  int press = atomic_fetch_add(&presses, 1) + 1;
  if (press == 1) {
    say("\nstopping at the next safe point (Ctrl-C again says what is running)\n");
    request_stop(request_context);
    return;
  }
  if (press > 2 && seconds_since(&second_press) <= patience_seconds) {
    say("\nleft without waiting\n");
    leave_at_once(SIGINT);
  }
  atomic_store(&second_press, now());
  say("\nstill running: ");
  pthread_mutex_lock(&activity_lock);
  say(activity);
  pthread_mutex_unlock(&activity_lock);
  say(" (Ctrl-C within 2 s leaves Crescent)\n");
}

static void on_interrupt(void) {
  if (process_is_running_command()) return;
  if (atomic_load(&running)) {
    on_press_while_running();
  } else {
    atomic_store(&interrupt_pending, true);
  }
}

/// Whether this is the first request. The main thread, too, notes a terminal that has gone.
static bool leave_for(int signal) {
  int none = 0;
  if (!atomic_compare_exchange_strong(&leaving, &none, signal)) return false;
  atomic_store(&first_request, now());
  return true;
}

/// A terminal that closes sends SIGHUP more than once: only a late second request gives up saving.
static void on_request_to_leave(int signal) {
  if (leave_for(signal)) {
    if (atomic_load(&running)) say("\nasked to leave: saving at the next safe point\n");
    request_stop(request_context);
  } else if (seconds_since(&first_request) > saving_seconds) {
    say("\nleft without saving\n");
    leave_at_once(signal);
  }
}

static void on_signal(int signal) {
  switch (signal) {
    case SIGINT: on_interrupt(); break;
    case SIGQUIT:
      if (!process_is_running_command()) leave_at_once(signal);
      break;
    case SIGTSTP:
      // While a line is edited the terminal goes back to the shell first, in the main thread.
      if (!atomic_load(&reading)) {
        process_stop();
      } else {
        atomic_store(&stop_pending, true);
      }
      break;
    case SIGCONT: atomic_store(&continue_pending, true); break;
    case SIGWINCH: atomic_store(&resize_pending, true); break;
    default: on_request_to_leave(signal);
  }
  wake_reader();
}

bool signals_install(void (*request)(void *context), void *context) {
  request_stop = request;
  request_context = context;
  if (pipe2(wake_pipe, O_NONBLOCK | O_CLOEXEC) != 0) return false;
  terminal_restore_on_crash();
  return process_watch(on_signal) == 0;
}

int signals_leaving(void) { return atomic_load(&leaving); }

void signals_run_began(void) {
  atomic_store(&presses, 0);
  atomic_store(&running, true);
  if (signals_leaving()) request_stop(request_context);
}

int signals_run_ended(void) {
  atomic_store(&running, false);
  return atomic_load(&presses);
}

void signals_set_activity(const char *text) {
  pthread_mutex_lock(&activity_lock);
  strncpy(activity, text, activity_bytes - 1);
  pthread_mutex_unlock(&activity_lock);
}

void signals_reading(bool on) {
  if (on) atomic_store(&interrupt_pending, false);
  atomic_store(&reading, on);
  if (!on && atomic_exchange(&stop_pending, false)) process_stop();
}

/// Waits for input or a wake; -1 when standard input cannot be waited for.
static int wait_once(void) {
  struct pollfd sources[] = {{STDIN_FILENO, POLLIN, 0}, {wake_pipe[0], POLLIN, 0}};
  while (poll(sources, 2, -1) < 0) {
    if (errno != EINTR && errno != EAGAIN) return -1;
  }
  if (sources[1].revents) {
    char bytes[64];
    while (read(wake_pipe[0], bytes, sizeof bytes) > 0) continue;
  }
  return sources[0].revents;
}

wake signals_wait(void) {
  for (;;) {
    if (signals_leaving()) return woke_leave;
    if (atomic_exchange(&interrupt_pending, false)) return woke_interrupt;
    if (atomic_exchange(&stop_pending, false)) return woke_stop;
    if (atomic_exchange(&continue_pending, false)) return woke_continue;
    if (atomic_exchange(&resize_pending, false)) return woke_resize;
    if (input_ahead() > 0) return woke_input;
    int events = wait_once();
    if (events < 0) return woke_error;
    // The terminal has gone; its signal may still be on the way.
    if (events & (POLLHUP | POLLERR | POLLNVAL)) leave_for(SIGHUP);
    else if (events & POLLIN) return woke_input;
  }
}

bool signals_wait_for_input(void) {
  for (;;) {
    if (signals_leaving() || (atomic_load(&running) && atomic_load(&presses) > 0)) return false;
    if (input_ahead() > 0 || wait_once() != 0) return true;
  }
}
