// Lets one file operation below a folder fail: FAULT_FOLDER, FAULT_OPERATION (fsync, write, rename,
// ftruncate, open), FAULT_NUMBER (from 1 on; 0: none), FAULT_ERROR (a number, as of EIO). Loaded before
// the C library (LD_PRELOAD). FAULT_COUNT names a file that is told how many there were at the end.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int count;

static bool is_below(const char *path) {
  const char *folder = getenv("FAULT_FOLDER");
  return folder && path && strncmp(path, folder, strlen(folder)) == 0;
}

static bool is_open_below(int file) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return false;
  path[length] = 0;
  return is_below(path);
}

static bool fails(const char *operation) {
  const char *wanted = getenv("FAULT_OPERATION"), *number = getenv("FAULT_NUMBER");
  if (!wanted || !number || strcmp(wanted, operation) != 0) return false;
  if (++count != atoi(number)) return false;
  const char *code = getenv("FAULT_ERROR");
  errno = code ? atoi(code) : EIO;
  return true;
}

__attribute__((destructor)) static void tell(void) {
  const char *path = getenv("FAULT_COUNT");
  FILE *file = path ? fopen(path, "w") : NULL;
  if (!file) return;
  fprintf(file, "%d", count);
  fclose(file);
}

int fsync(int file) {
  static int (*real)(int);
  if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  return is_open_below(file) && fails("fsync") ? -1 : real(file);
}

ssize_t write(int file, const void *bytes, size_t size) {
  static ssize_t (*real)(int, const void *, size_t);
  if (!real) real = (ssize_t (*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
  if (file > 2 && is_open_below(file) && fails("write")) {
    // As a full disk does it: a part goes, the next part does not.
    int code = errno;
    if (size > 1 && real(file, bytes, size / 2) < 0) return -1;
    errno = code;
    return -1;
  }
  return real(file, bytes, size);
}

int rename(const char *from, const char *to) {
  static int (*real)(const char *, const char *);
  if (!real) real = (int (*)(const char *, const char *))dlsym(RTLD_NEXT, "rename");
  return is_below(to) && fails("rename") ? -1 : real(from, to);
}

int ftruncate(int file, off_t length) {
  static int (*real)(int, off_t);
  if (!real) real = (int (*)(int, off_t))dlsym(RTLD_NEXT, "ftruncate");
  return is_open_below(file) && fails("ftruncate") ? -1 : real(file, length);
}

int open(const char *path, int flags, ...) {
  static int (*real)(const char *, int, ...);
  if (!real) real = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open");
  va_list more;
  va_start(more, flags);
  int mode = flags & O_CREAT ? va_arg(more, int) : 0;
  va_end(more);
  return is_below(path) && fails("open") ? -1 : real(path, flags, mode);
}
