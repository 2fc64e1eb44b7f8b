// What is done about a limit of addresses (ulimit -v) at the start. OpenBLAS takes 128 MB of them for each
// thread when it is loaded, and as much for whoever calls it first; where there is no room it asks again
// and again, for ever. libgomp ends the program where it cannot start a thread. So it is found out before
// either is loaded, and what they want is taken before anything else is.
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "include/gemm.h"
#include "include/parallel.h"

enum { MOST_THREADS = 64, TOO_LITTLE_MEMORY = 3 };
static const size_t BUFFER = ((size_t)128 << 20) + 4096;
// What the program itself wants to get going.
static const size_t PROGRAM = 96 << 20;

static bool is_limited(size_t *limit) {
  struct rlimit found;
  if (getrlimit(RLIMIT_AS, &found) != 0 || found.rlim_cur == RLIM_INFINITY) return false;
  *limit = (size_t)found.rlim_cur;
  return true;
}

static int leading_number(const char *text) {
  int number = 0;
  while (*text >= '0' && *text <= '9' && number < 10000) number = 10 * number + (*text++ - '0');
  return number;
}

static int variable(char *const *environment, const char *name) {
  size_t length = strlen(name);
  for (; environment && *environment; environment++)
    if (strncmp(*environment, name, length) == 0 && (*environment)[length] == '=')
      return leading_number(*environment + length + 1);
  return 0;
}

// As many as OpenBLAS will count.
static int threads_wanted(char *const *environment) {
  int threads = variable(environment, "OPENBLAS_NUM_THREADS");
  if (threads < 1) threads = variable(environment, "OMP_NUM_THREADS");
  if (threads < 1) {
    cpu_set_t set;
    threads = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
  }
  return threads < MOST_THREADS ? threads : MOST_THREADS;
}

static size_t used(void) {
  char text[64] = {0};
  int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t got = read(file, text, sizeof text - 1);
  close(file);
  size_t pages = 0;
  for (char *c = text; got > 0 && *c >= '0' && *c <= '9'; c++) pages = 10 * pages + (size_t)(*c - '0');
  return pages * 4096;
}

// The C library is not ready yet: nothing of it is called that keeps a state.
static char *put(char *end, const char *text) {
  while (*text) *end++ = *text++;
  return end;
}

static char *put_number(char *end, size_t number) {
  char digits[24];
  int count = 0;
  do digits[count++] = (char)('0' + number % 10);
  while (number /= 10);
  while (count) *end++ = digits[--count];
  return end;
}

static void check(int count, char **arguments, char **environment) {
  (void)count;
  (void)arguments;
  size_t limit;
  if (!is_limited(&limit)) return;
  int threads = threads_wanted(environment);
  size_t wanted = (size_t)(threads + 1) * BUFFER + PROGRAM;
  void *probe = mmap(NULL, wanted, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (probe != MAP_FAILED) {
    munmap(probe, wanted);
    return;
  }
  char line[256], *end = line;
  end = put(end, "crescent: too little memory to start (expected a limit of addresses, ulimit -v, of ");
  end = put_number(end, (used() + wanted) / 1000000 + 1);
  end = put(end, " MB for ");
  end = put_number(end, (size_t)threads);
  end = put(end, threads == 1 ? " thread" : " threads");
  end = put(end, ", got ");
  end = put_number(end, limit / 1000000);
  end = put(end, threads == 1 ? " MB)\n" : " MB; OMP_NUM_THREADS=1 takes less)\n");
  ssize_t written = write(STDERR_FILENO, line, (size_t)(end - line));
  (void)written;
  _exit(TOO_LITTLE_MEMORY);
}

// Before the constructors of all libraries.
__attribute__((section(".preinit_array"), used)) static void (*const before_libraries)(
  int, char **, char **) = check;

static void nothing(void *context, int64_t begin, int64_t end) {
  (void)context;
  (void)begin;
  (void)end;
}

void ck_take_what_libraries_want(void) {
  size_t limit;
  if (!is_limited(&limit)) return;
  ck_parallel(ck_threads(), 1, nothing, NULL);
  // OpenBLAS does smaller products without a buffer, and oneDNN does much larger ones.
  enum { SIDE = 160 };
  static float a[SIDE * SIDE], b[SIDE * SIDE], c[SIDE * SIDE];
  ck_gemm(false, false, SIDE, SIDE, SIDE, 1, a, b, 0, c);
}
