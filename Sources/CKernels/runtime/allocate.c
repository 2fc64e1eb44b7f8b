#include "include/allocate.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "arena.h"
#include "include/memory.h"

// Under a sanitizer each block is the system's own, so that what lies outside is seen to.
#if __has_feature(address_sanitizer)
enum { POOLED = 0 };
#else
enum { POOLED = 1 };
#endif

// Class c holds blocks of (4 + c % 4) << (c / 4 + 6) bytes: 256, 320, 384, 448, 512, 640, ...
enum { CLASSES = 160, ARENA_FROM = 1 << 20 };

// Free memory beyond this is handed back before more is asked of the system.
static const int64_t FREE_LIMIT = (int64_t)1 << 31;

typedef struct block {
  struct block *next;
} block;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static block *lists[CLASSES];
static int64_t free_bytes;
static atomic_llong live_bytes, peak_bytes, recent_peak;
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
  ck_arena_trim();
}

static void *take_locked(size_t bytes, size_t size) {
  if (!POOLED) return NULL;
  if (bytes >= ARENA_FROM) return ck_arena_take(size);
  int c = class_of(bytes);
  block *found = lists[c];
  if (!found) return NULL;
  lists[c] = found->next;
  free_bytes -= (int64_t)size;
  return found;
}

// Small blocks are asked about together, once for so many bytes of them.
static const size_t SMALL_TOGETHER = 8 << 20;
static size_t small_unasked;

static bool has_room_for_small(size_t size) {
  small_unasked += size;
  if (small_unasked < SMALL_TOGETHER) return true;
  if (ck_memory_left(SIZE_MAX) < (int64_t)SMALL_TOGETHER) return false;
  small_unasked = 0;
  return true;
}

static void *grow_locked(size_t bytes, size_t size) {
  if (!POOLED) {
    void *block = NULL;
    return posix_memalign(&block, 64, bytes) == 0 ? block : NULL;
  }
  if (bytes >= ARENA_FROM) return ck_arena_grow(size);
  return has_room_for_small(size) ? aligned_alloc(64, (size + 63) / 64 * 64) : NULL;
}

// What a block of `bytes` takes: its class, or whole grains of the arena.
static size_t taken(size_t bytes) {
  if (bytes < ARENA_FROM) return class_bytes(class_of(bytes));
  return (bytes + CK_ARENA_GRAIN - 1) / CK_ARENA_GRAIN * CK_ARENA_GRAIN;
}

// What tests ask to fail: calls are counted while there is something to fail.
static atomic_bool failing;
static atomic_llong calls, fail_from, fail_to;

static bool is_to_fail(void) {
  long long call = atomic_fetch_add(&calls, 1);
  return call >= atomic_load(&fail_from) && call < atomic_load(&fail_to);
}

void ck_fail_allocations(int64_t after, int64_t count) {
  atomic_store(&failing, false);
  atomic_store(&calls, 0);
  atomic_store(&fail_from, after);
  atomic_store(&fail_to, after > INT64_MAX - count ? INT64_MAX : after + count);
  atomic_store(&failing, count > 0);
}

int64_t ck_failed_allocations(void) {
  long long past = atomic_load(&calls), from = atomic_load(&fail_from);
  if (past > atomic_load(&fail_to)) past = atomic_load(&fail_to);
  return past > from ? past - from : 0;
}

static void raise_to(atomic_llong *most, long long live) {
  long long known = atomic_load(most);
  while (live > known && !atomic_compare_exchange_weak(most, &known, live)) {
  }
}

void *ck_allocate(size_t bytes) {
  if (bytes > (size_t)1 << 46) return NULL;
  if (atomic_load_explicit(&failing, memory_order_relaxed) && is_to_fail()) return NULL;
  size_t size = taken(bytes);
  pthread_mutex_lock(&lock);
  void *found = take_locked(bytes, size);
  if (!found) {
    if (free_bytes + ck_arena_free_bytes() > FREE_LIMIT) trim_locked();
    found = grow_locked(bytes, size);
    if (!found) {
      // What lies in free lists of other classes may be what is missing.
      trim_locked();
      found = grow_locked(bytes, size);
    }
    if (found) atomic_fetch_add(&system_allocations, 1);
  }
  pthread_mutex_unlock(&lock);
  if (!found) return NULL;
  long long live = atomic_fetch_add(&live_bytes, (long long)size) + (long long)size;
  raise_to(&peak_bytes, live);
  raise_to(&recent_peak, live);
  return found;
}

void ck_release(void *pointer, size_t bytes) {
  if (!pointer) return;
  pthread_mutex_lock(&lock);
  if (!POOLED) {
    free(pointer);
  } else if (bytes >= ARENA_FROM) {
    ck_arena_give(pointer);
  } else {
    int c = class_of(bytes);
    block *freed = pointer;
    freed->next = lists[c];
    lists[c] = freed;
    free_bytes += (int64_t)class_bytes(c);
  }
  pthread_mutex_unlock(&lock);
  atomic_fetch_sub(&live_bytes, (long long)taken(bytes));
}

void ck_trim(void) {
  pthread_mutex_lock(&lock);
  trim_locked();
  pthread_mutex_unlock(&lock);
}

int64_t ck_peak_bytes(void) { return atomic_load(&peak_bytes); }

int64_t ck_recent_peak_bytes(void) {
  return atomic_exchange(&recent_peak, atomic_load(&live_bytes));
}

int64_t ck_live_bytes(void) { return atomic_load(&live_bytes); }

int64_t ck_free_bytes(void) {
  pthread_mutex_lock(&lock);
  int64_t bytes = free_bytes + ck_arena_free_bytes();
  pthread_mutex_unlock(&lock);
  return bytes;
}

int64_t ck_system_allocations(void) { return atomic_load(&system_allocations); }
