#include "include/allocate.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>

// Class c holds blocks of (4 + c % 4) << (c / 4 + 6) bytes: 256, 320, 384, 448, 512, 640, ...
enum { CLASSES = 160, HUGE_BLOCK = 4 << 20 };

// Free memory beyond this is handed back before more is asked of the system.
static const int64_t FREE_LIMIT = (int64_t)1 << 31;

typedef struct block {
  struct block *next;
} block;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static block *lists[CLASSES];
static int64_t free_bytes;
static atomic_llong live_bytes;
static atomic_llong system_allocations;

static size_t class_bytes(int c) { return (size_t)(4 + c % 4) << (c / 4 + 6); }

static int class_of(size_t bytes) {
  if (bytes <= 256) return 0;
  int top = 63 - __builtin_clzll((unsigned long long)(bytes - 1));
  int quarter = (int)((bytes - 1) >> (top - 2)) & 3;
  return (top - 8) * 4 + quarter + 1;
}

static void trim_locked(void) {
  for (int c = 0; c < CLASSES; c++) {
    while (lists[c]) {
      block *first = lists[c];
      lists[c] = first->next;
      free(first);
    }
  }
  free_bytes = 0;
}

void *ck_allocate(size_t bytes) {
  if (bytes > (size_t)1 << 46) return NULL;
  int c = class_of(bytes);
  size_t size = class_bytes(c);
  pthread_mutex_lock(&lock);
  block *found = lists[c];
  if (found) {
    lists[c] = found->next;
    free_bytes -= (int64_t)size;
  } else if (free_bytes > FREE_LIMIT) {
    trim_locked();
  }
  pthread_mutex_unlock(&lock);
  if (!found) {
    // Large blocks start at a huge page: fewer page faults, fewer misses in the address cache.
    size_t alignment = size >= HUGE_BLOCK ? (size_t)2 << 20 : 64;
    size_t rounded = (size + alignment - 1) / alignment * alignment;
    found = aligned_alloc(alignment, rounded);
    if (!found) {
      // What lies in free lists of other classes may be what is missing.
      ck_trim();
      found = aligned_alloc(alignment, rounded);
    }
    if (!found) return NULL;
#ifdef MADV_HUGEPAGE
    if (size >= HUGE_BLOCK) madvise(found, rounded, MADV_HUGEPAGE);
#endif
    atomic_fetch_add(&system_allocations, 1);
  }
  atomic_fetch_add(&live_bytes, (long long)size);
  return found;
}

void ck_release(void *pointer, size_t bytes) {
  if (!pointer) return;
  int c = class_of(bytes);
  size_t size = class_bytes(c);
  block *freed = pointer;
  pthread_mutex_lock(&lock);
  freed->next = lists[c];
  lists[c] = freed;
  free_bytes += (int64_t)size;
  pthread_mutex_unlock(&lock);
  atomic_fetch_sub(&live_bytes, (long long)size);
}

void ck_trim(void) {
  pthread_mutex_lock(&lock);
  trim_locked();
  pthread_mutex_unlock(&lock);
}

int64_t ck_live_bytes(void) { return atomic_load(&live_bytes); }

int64_t ck_free_bytes(void) {
  pthread_mutex_lock(&lock);
  int64_t bytes = free_bytes;
  pthread_mutex_unlock(&lock);
  return bytes;
}

int64_t ck_system_allocations(void) { return atomic_load(&system_allocations); }
