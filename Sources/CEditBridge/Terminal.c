// The terminal's modes and measures, and plain writing.
#define _XOPEN_SOURCE 700
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "Bridge.h"

static struct termios found_modes;
static struct termios editing_modes;
static volatile sig_atomic_t modes_kept;
static volatile sig_atomic_t paste_on;

void terminal_use_locale(void) {
  const char *set = setlocale(LC_CTYPE, "");
  if (!set || strcmp(nl_langinfo(CODESET), "UTF-8") != 0) setlocale(LC_CTYPE, "C.UTF-8");
}

bool terminal_is_input(void) { return isatty(STDIN_FILENO); }
bool terminal_is_output(void) { return isatty(STDOUT_FILENO); }
bool terminal_is_error(void) { return isatty(STDERR_FILENO); }

int terminal_width(void) {
  struct winsize size;
  const int streams[] = {STDOUT_FILENO, STDERR_FILENO, STDIN_FILENO};
  for (int i = 0; i < 3; i++) {
    if (ioctl(streams[i], TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  }
  return 80;
}

int terminal_cells(unsigned int scalar) {
  int cells = wcwidth((wchar_t)scalar);
  return cells < 0 ? 0 : cells;
}

void terminal_keep_modes(void) {
  if (tcgetattr(STDIN_FILENO, &found_modes) != 0) return;
  modes_kept = 1;
  atexit(terminal_restore);
}

/// Sets modes even from the background, where the kernel would otherwise stop the process.
static void set_modes(const struct termios *modes) {
  sigset_t background, before;
  sigemptyset(&background);
  sigaddset(&background, SIGTTOU);
  pthread_sigmask(SIG_BLOCK, &background, &before);
  tcsetattr(STDIN_FILENO, TCSANOW, modes);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void write_paste_mode(bool on) {
  const char *sequence = on ? "\033[?2004h" : "\033[?2004l";
  ssize_t written = write(terminal_is_output() ? STDOUT_FILENO : STDERR_FILENO, sequence, 8);
  (void)written;
}

void terminal_set_paste(bool on) {
  paste_on = on;
  write_paste_mode(on);
}

void terminal_restore(void) {
  if (!modes_kept) return;
  if (paste_on) {
    paste_on = 0;
    write_paste_mode(false);
  }
  set_modes(&found_modes);
}

void terminal_leave(void) {
  if (!modes_kept) return;
  tcgetattr(STDIN_FILENO, &editing_modes);
  if (paste_on) write_paste_mode(false);
  set_modes(&found_modes);
}

void terminal_return(void) {
  if (!modes_kept) return;
  set_modes(&editing_modes);
  if (paste_on) write_paste_mode(true);
}

/// What a crash raises, always in the thread that crashes.
static const int crashes[] = {SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV};
enum { crash_count = sizeof crashes / sizeof *crashes };
static struct sigaction found_actions[crash_count];

static void on_crash(int signal) {
  terminal_restore();
  for (int i = 0; i < crash_count; i++) {
    if (crashes[i] == signal) sigaction(signal, &found_actions[i], NULL);
  }
  raise(signal);
}

void terminal_restore_on_crash(void) {
  if (!modes_kept) return;
  for (int i = 0; i < crash_count; i++) {
    sigaction(crashes[i], NULL, &found_actions[i]);
    if (found_actions[i].sa_handler == SIG_IGN) continue;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_crash;
    action.sa_flags = SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    sigaction(crashes[i], &action, NULL);
  }
}

int output_write(const char *bytes, size_t count) {
  errno = 0;
  return fwrite(bytes, 1, count, stdout) == count ? 0 : errno ? errno : EIO;
}

int output_flush(void) {
  errno = 0;
  return fflush(stdout) == 0 ? 0 : errno ? errno : EIO;
}

void error_write(const char *bytes, size_t count) {
  fflush(stdout);
  fwrite(bytes, 1, count, stderr);
}
