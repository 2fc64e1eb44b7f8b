// Standard input for those who read it by the C library, such as Lua's io.read: a wait for it ends with
// an error when the user asks for a stop. No signal would end it, since none comes to this thread.
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "Bridge.h"

static FILE *found_input;

/// Bytes that came with a paste and belong to what follows it.
static char ahead[1 << 16];
static size_t ahead_start, ahead_end;

size_t input_ahead(void) { return ahead_end - ahead_start; }

ssize_t input_take(char *bytes, size_t size) {
  if (input_ahead() == 0) {
    ssize_t count = read(STDIN_FILENO, bytes, size);
    return count;
  }
  size_t count = size < input_ahead() ? size : input_ahead();
  memcpy(bytes, ahead + ahead_start, count);
  ahead_start += count;
  return (ssize_t)count;
}

void input_read_ahead(void) {
  if (input_ahead() > 0) return;
  ssize_t count = read(STDIN_FILENO, ahead, sizeof ahead);
  ahead_start = 0;
  ahead_end = count > 0 ? (size_t)count : 0;
}

static ssize_t read_input(void *cookie, char *bytes, size_t size) {
  (void)cookie;
  fflush(stdout);  // a question without a line end
  for (;;) {
    if (!signals_wait_for_input()) {
      errno = EINTR;
      return -1;
    }
    ssize_t count = input_take(bytes, size);
    if (count >= 0 || (errno != EINTR && errno != EAGAIN)) return count;
  }
}

static int seek_input(void *cookie, off64_t *offset, int whence) {
  (void)cookie;
  off64_t place = lseek64(STDIN_FILENO, *offset, whence);
  if (place < 0) return -1;
  *offset = place;
  return 0;
}

void input_make_interruptible(void) {
  if (found_input) return;
  cookie_io_functions_t functions = {.read = read_input, .seek = seek_input};
  FILE *input = fopencookie(NULL, "r", functions);
  if (!input) return;
  found_input = stdin;
  stdin = input;
}

FILE *input_of_terminal(void) { return found_input ? found_input : stdin; }

char *input_read_all(size_t *count) {
  size_t capacity = 1 << 16, used = 0;
  char *text = malloc(capacity);
  while (text) {
    size_t got = fread(text + used, 1, capacity - used, stdin);
    used += got;
    if (used < capacity) {
      if (ferror(stdin)) break;
      *count = used;
      return text;
    }
    capacity *= 2;
    char *larger = realloc(text, capacity);
    if (!larger) break;
    text = larger;
  }
  free(text);
  return NULL;
}
