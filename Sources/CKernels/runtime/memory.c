#include "include/memory.h"

#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "include/allocate.h"

// Pieces below this cost less than the asking.
static const size_t SMALL = 1 << 20;
// Pieces up to this are found in what malloc holds, however it is scattered.
static const size_t TINY = 4 << 10;
// Of so many bytes in malloc's hands, pieces of any small size are free.
static const int64_t PLENTY = 16 << 20;
// Where less is left, what malloc holds is counted, which takes it a walk through all of it.
static const int64_t SHORT = 256 << 20;

// The beginning of a small file of the system's as text; false where it cannot be read.
static bool read_text(const char *path, char *text, size_t size) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  size_t done = 0;
  ssize_t got;
  while (done < size - 1 && (got = read(file, text + done, size - 1 - done)) > 0)
    done += (size_t)got;
  close(file);
  text[done] = 0;
  return done > 0;
}

// The number after a word at the beginning of a line; -1 where there is none.
static int64_t field(const char *text, const char *word) {
  size_t length = strlen(word);
  for (const char *line = text; line; line = strchr(line, '\n')) {
    if (*line == '\n') line++;
    if (strncmp(line, word, length) == 0) return strtoll(line + length, NULL, 10);
  }
  return -1;
}

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

// Files of a container that say what it may have, what it has, and what of that can be taken back.
typedef struct {
  const char *mark, *root, *limit, *used, *reclaimable;
} hierarchy;

static const hierarchy HIERARCHIES[] = {
  {":memory:", "/sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes",
   "total_inactive_file "},
  {"0::", "/sys/fs/cgroup", "memory.max", "memory.current", "inactive_file "},
};

// A number that is the whole of a file; -1 for "max", and where there is no such file.
static int64_t number(const char *folder, const char *name) {
  char path[512], text[64];
  if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path) return -1;
  if (!read_text(path, text, sizeof text) || text[0] < '0' || text[0] > '9') return -1;
  return strtoll(text, NULL, 10);
}

// Lowers `left` and `total` to what one group has.
static void in_group(const hierarchy *h, const char *folder, int64_t *left, int64_t *total) {
  int64_t limit = number(folder, h->limit), used = number(folder, h->used);
  if (limit < 0 || used < 0) return;
  char path[512], text[4096];
  // Pages of files count as used, and are given up where memory is wanted.
  int64_t files = snprintf(path, sizeof path, "%s/memory.stat", folder) < (int)sizeof path &&
                      read_text(path, text, sizeof text)
                    ? field(text, h->reclaimable)
                    : 0;
  used -= files > 0 ? least(files, used) : 0;
  *total = least(*total, limit);
  *left = least(*left, limit > used ? limit - used : 0);
}

// The group of this process and those that it is within; seen from inside a container, its root alone.
static void in_groups(int64_t *left, int64_t *total) {
  char groups[4096];
  if (!read_text("/proc/self/cgroup", groups, sizeof groups)) return;
  for (size_t i = 0; i < sizeof HIERARCHIES / sizeof *HIERARCHIES; i++) {
    const hierarchy *h = &HIERARCHIES[i];
    const char *found = strstr(groups, h->mark);
    if (!found) continue;
    const char *inside = found + strlen(h->mark);
    char folder[400];
    if (snprintf(folder, sizeof folder, "%s%.*s", h->root, (int)strcspn(inside, "\n"), inside) >=
        (int)sizeof folder)
      continue;
    for (;;) {
      in_group(h, folder, left, total);
      char *slash = strrchr(folder, '/');
      if (strlen(folder) <= strlen(h->root) || !slash) break;
      *slash = 0;
    }
  }
}

static void in_addresses(int64_t *left, int64_t *total) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return;
  char text[128];
  int64_t used = read_text("/proc/self/statm", text, sizeof text)
                   ? strtoll(text, NULL, 10) * sysconf(_SC_PAGESIZE)
                   : 0;
  int64_t most = limit.rlim_cur > (rlim_t)INT64_MAX ? INT64_MAX : (int64_t)limit.rlim_cur;
  *total = least(*total, most);
  *left = least(*left, most > used ? most - used : 0);
}

static void reckon(int64_t *left, int64_t *total) {
  *left = *total = INT64_MAX;
  char text[4096];
  if (read_text("/proc/meminfo", text, sizeof text)) {
    int64_t available = field(text, "MemAvailable:"), all = field(text, "MemTotal:");
    if (available >= 0) *left = available * 1024;
    if (all >= 0) *total = all * 1024;
  }
  in_groups(left, total);
  in_addresses(left, total);
}

int64_t ck_memory_left(size_t piece) {
  int64_t left, total;
  reckon(&left, &total);
  if (left == INT64_MAX) return left;
  int64_t beyond = left > CK_MEMORY_MARGIN ? left - CK_MEMORY_MARGIN : 0;
  if (piece > TINY || beyond >= SHORT) return beyond;
  // Where the pieces that malloc holds do not fit, the margin shrinks, but not to nothing: below its half
  // they count only where there are so many of them that some do fit.
  int64_t held = (int64_t)mallinfo2().fordblks;
  if (left > CK_MEMORY_MARGIN / 2) return beyond + held;
  return left > CK_MEMORY_MARGIN / 4 && held > PLENTY ? held - PLENTY : 0;
}

int64_t ck_memory_total(void) {
  int64_t left, total;
  reckon(&left, &total);
  return total;
}

bool ck_memory_has_room(size_t bytes) {
  return bytes < SMALL || (bytes < (size_t)INT64_MAX && (int64_t)bytes <= ck_memory_left(bytes));
}

// A primitive takes up to some hundred kB of code, and packed pieces of its operands for each thread.
static const int64_t CODE = 24 << 20;

static bool has_addresses(int64_t bytes) {
  int64_t left = INT64_MAX, total = INT64_MAX;
  in_addresses(&left, &total);
  return left >= bytes;
}

bool ck_memory_has_room_for_code(void) {
  if (has_addresses(CODE)) return true;
  ck_trim();
  return has_addresses(CODE);
}
