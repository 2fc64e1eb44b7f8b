// Ctrl-C in three steps, the window's size, and a terminal left as it was found.
// Handlers only set flags, write(2), and change terminal modes: all of it async-signal-safe.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "Bridge.h"

/// A third Ctrl-C leaves only when it comes so soon after the second.
enum { patience_seconds = 2, interrupted_status = 130, activity_bytes = 256 };

static atomic_bool reading, running;
static atomic_bool interrupt_pending, resize_pending, continue_pending;
static atomic_int presses;
static _Atomic long long second_press_ns;
static void (*request_stop)(void *);
static void *request_context;

/// Written on one side while the handler may read the other.
static char activities[2][activity_bytes];
static atomic_int activity_side;

/// A handler wakes the reader through this pipe, whichever thread the signal came to.
static int wake_pipe[2] = {-1, -1};

static void say(const char *text) {
  ssize_t written = write(STDERR_FILENO, text, strlen(text));
  (void)written;
}

static void wake_reader(void) {
  ssize_t written = write(wake_pipe[1], "!", 1);
  (void)written;
}

static long long now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static void on_press_while_running(void) {
  int press = atomic_fetch_add(&presses, 1) + 1;
  if (press == 1) {
    say("\nstopping at the next safe point (Ctrl-C again says what is running)\n");
    request_stop(request_context);
    return;
  }
  long long now = now_ns();
  if (press > 2 && now - atomic_load(&second_press_ns) <= patience_seconds * 1000000000LL) {
    say("\nleft without waiting\n");
    terminal_restore();
    _exit(interrupted_status);
  }
  atomic_store(&second_press_ns, now);
  say("\nstill running: ");
  say(activities[atomic_load(&activity_side)]);
  say(" (Ctrl-C within 2 s leaves Crescent)\n");
}

static void on_interrupt(int signal) {
  (void)signal;
  int saved = errno;
  if (atomic_load(&running)) {
    on_press_while_running();
  } else {
    atomic_store(&interrupt_pending, true);
    wake_reader();
  }
  errno = saved;
}

static void on_resize(int signal) {
  (void)signal;
  int saved = errno;
  atomic_store(&resize_pending, true);
  wake_reader();
  errno = saved;
}

static void handle(int signal, void (*handler)(int), int flags) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, NULL);
}

/// Ctrl-Z: the shell gets its terminal, and the line is drawn again afterwards.
static void on_stop(int signal) {
  int saved = errno;
  bool was_reading = atomic_load(&reading);
  if (was_reading) terminal_leave();
  sigset_t mask, before;
  sigemptyset(&mask);
  sigaddset(&mask, signal);
  handle(signal, SIG_DFL, 0);
  raise(signal);
  sigprocmask(SIG_UNBLOCK, &mask, &before);  // stops here
  sigprocmask(SIG_SETMASK, &before, NULL);
  handle(signal, on_stop, SA_RESTART);
  if (was_reading) {
    terminal_return();
    atomic_store(&continue_pending, true);
    wake_reader();
  }
  errno = saved;
}

/// Signals that end the process: the terminal is put back, then the signal does what it does.
static const int deadly[] = {SIGHUP, SIGTERM, SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGSEGV};
enum { deadly_count = sizeof deadly / sizeof *deadly };
static struct sigaction before_us[deadly_count];

static void on_deadly(int signal) {
  terminal_restore();
  for (int i = 0; i < deadly_count; i++) {
    if (deadly[i] == signal) sigaction(signal, &before_us[i], NULL);
  }
  raise(signal);
}

void signals_install(void (*request)(void *context), void *context) {
  request_stop = request;
  request_context = context;
  if (pipe2(wake_pipe, O_NONBLOCK | O_CLOEXEC) != 0) return;
  struct sigaction found;
  sigaction(SIGINT, NULL, &found);
  // A script in the background has been told to ignore the terminal's Ctrl-C.
  if (terminal_is_input() || found.sa_handler != SIG_IGN) handle(SIGINT, on_interrupt, 0);
  if (!terminal_is_input()) return;
  handle(SIGWINCH, on_resize, SA_RESTART);
  handle(SIGTSTP, on_stop, SA_RESTART);
  for (int i = 0; i < deadly_count; i++) {
    sigaction(deadly[i], NULL, &before_us[i]);
    if (before_us[i].sa_handler != SIG_IGN) handle(deadly[i], on_deadly, 0);
  }
}

void signals_run_began(void) {
  atomic_store(&presses, 0);
  atomic_store(&running, true);
}

int signals_run_ended(void) {
  atomic_store(&running, false);
  return atomic_load(&presses);
}

void signals_set_activity(const char *activity) {
  int side = 1 - atomic_load(&activity_side);
  strncpy(activities[side], activity, activity_bytes - 1);
  atomic_store(&activity_side, side);
}

void signals_reading(bool on) {
  if (on) atomic_store(&interrupt_pending, false);
  atomic_store(&reading, on);
}

wake signals_wait(void) {
  for (;;) {
    if (atomic_exchange(&interrupt_pending, false)) return woke_interrupt;
    if (atomic_exchange(&continue_pending, false)) return woke_continue;
    if (atomic_exchange(&resize_pending, false)) return woke_resize;
    struct pollfd sources[] = {{STDIN_FILENO, POLLIN, 0}, {wake_pipe[0], POLLIN, 0}};
    int ready = poll(sources, 2, -1);
    if (ready < 0) {
      if (errno == EINTR) continue;
      return woke_error;
    }
    if (sources[1].revents) {
      char bytes[64];
      while (read(wake_pipe[0], bytes, sizeof bytes) > 0) continue;
      continue;
    }
    if (sources[0].revents) return woke_input;
  }
}
