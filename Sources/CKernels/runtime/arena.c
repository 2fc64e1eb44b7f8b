#include "arena.h"

#include <stdlib.h>
#include <sys/mman.h>

#include "include/memory.h"

enum { STEP = 64 << 20, HUGE_PAGE = 2 << 20 };

// A segment's ranges are linked in the order of their addresses. A range is clean where no page of it
// takes memory of the system: it was not written yet, or handed back.
typedef struct range {
  struct range *previous, *next;
  char *start;
  size_t size;
  bool is_free, is_clean;
} range;

typedef struct segment {
  struct segment *next;
  range *first, *last;
  size_t size;
} segment;

static segment *segments;
static int64_t free_bytes;

static void count(const range *r, int64_t sign) {
  if (r->is_free && !r->is_clean) free_bytes += sign * (int64_t)r->size;
}

static void *cut(segment *s, range *r, size_t size) {
  count(r, -1);
  if (r->size > size) {
    range *rest = malloc(sizeof *rest);
    // Without a node for the rest, the block is the whole range.
    if (rest) {
      *rest = (range){r, r->next, r->start + size, r->size - size, true, r->is_clean};
      *(r->next ? &r->next->previous : &s->last) = rest;
      r->next = rest;
      r->size = size;
      count(rest, 1);
    }
  }
  r->is_free = r->is_clean = false;
  return r->start;
}

void *ck_arena_take(size_t size) {
  // The first that is long enough: what is long-lived and what is needed all the time gathers in
  // front, and large ranges stay whole behind it.
  for (segment *s = segments; s; s = s->next)
    for (range *r = s->first; r; r = r->next)
      if (r->is_free && r->size >= size) return cut(s, r, size);
  return NULL;
}

static void *map(char *where, size_t length) {
  // The system promises more than it has, and ends the program when that shows.
  if (!ck_memory_has_room(length)) return NULL;
  int flags = MAP_PRIVATE | MAP_ANONYMOUS;
#ifdef MAP_FIXED_NOREPLACE
  if (where) flags |= MAP_FIXED_NOREPLACE;
#endif
  void *memory = mmap(where, length, PROT_READ | PROT_WRITE, flags, -1, 0);
  if (memory == MAP_FAILED) return NULL;
  if (where && memory != where) {
    munmap(memory, length);
    return NULL;
  }
#ifdef MADV_HUGEPAGE
  // Fewer page faults, fewer misses in the address cache.
  madvise(memory, length, MADV_HUGEPAGE);
#endif
  return memory;
}

// An address with much room behind it, as the system takes addresses from above; NULL where it says
// none, as under a limit on addresses.
static char *roomy(void) {
  for (size_t room = (size_t)1 << 42; room >= (size_t)1 << 36; room >>= 2) {
    void *hole = mmap(NULL, room, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (hole == MAP_FAILED) continue;
    munmap(hole, room);
    return (char *)(((uintptr_t)hole + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE);
  }
  return NULL;
}

// Bytes of a new mapping.
static size_t length_for(size_t size) {
  // The last of the memory may do for what is asked, without room for what comes after.
  if (size <= STEP && ck_memory_has_room(STEP)) return STEP;
  return (size + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
}

// The segment goes on behind its end, where nothing else lies there.
static void *lengthen(segment *s, size_t size) {
  size_t there = s->last->is_free ? s->last->size : 0;
  size_t length = length_for(size - there);
  range *r = malloc(sizeof *r);
  char *end = s->first->start + s->size;
  if (!r || !map(end, length)) {
    free(r);
    return NULL;
  }
  s->size += length;
  *r = (range){s->last, NULL, end, length, true, true};
  s->last->next = r;
  s->last = r;
  if (!there) return cut(s, r, size);
  range *before = r->previous;
  count(before, -1);
  before->size += length;
  before->is_clean = before->is_clean && r->is_clean;
  before->next = NULL;
  s->last = before;
  free(r);
  count(before, 1);
  return cut(s, before, size);
}

void *ck_arena_grow(size_t size) {
  for (segment *s = segments; s; s = s->next) {
    void *block = lengthen(s, size);
    if (block) return block;
  }
  size_t length = length_for(size);
  segment *s = malloc(sizeof *s);
  range *r = malloc(sizeof *r);
  char *where = segments ? NULL : roomy();
  char *memory = NULL;
  if (s && r) memory = where ? map(where, length) : NULL;
  if (s && r && !memory) memory = map(NULL, length);
  if (!memory) {
    free(s);
    free(r);
    return NULL;
  }
  *r = (range){NULL, NULL, memory, length, true, true};
  *s = (segment){segments, r, r, length};
  segments = s;
  return cut(s, r, size);
}

// Joins a free range with the one after it, where that is free too.
static void join(segment *s, range *r) {
  range *next = r->next;
  if (!next || !next->is_free) return;
  count(r, -1);
  count(next, -1);
  r->size += next->size;
  r->is_clean = r->is_clean && next->is_clean;
  r->next = next->next;
  *(next->next ? &next->next->previous : &s->last) = r;
  free(next);
  count(r, 1);
}

bool ck_arena_give(void *block) {
  for (segment *s = segments; s; s = s->next) {
    if ((char *)block < s->first->start || (char *)block >= s->first->start + s->size) continue;
    range *r = s->first;
    while (r && r->start != block) r = r->next;
    if (!r || r->is_free) return false;
    r->is_free = true;
    count(r, 1);
    join(s, r);
    if (r->previous && r->previous->is_free) join(s, r->previous);
    return true;
  }
  return false;
}

// The pages of a free range between blocks: its addresses stay.
static void clean(range *r) {
  uintptr_t start = ((uintptr_t)r->start + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
  uintptr_t end = (uintptr_t)(r->start + r->size) / HUGE_PAGE * HUGE_PAGE;
  if (end <= start || madvise((void *)start, end - start, MADV_DONTNEED)) return;
  count(r, -1);
  r->is_clean = true;
}

void ck_arena_trim(void) {
  for (segment **link = &segments; *link;) {
    segment *s = *link;
    for (range *r = s->first; r; r = r->next)
      if (r->is_free && !r->is_clean && r != s->last) clean(r);
    range *last = s->last;
    if (last->is_free) {
      count(last, -1);
      munmap(last->start, last->size);
      s->size -= last->size;
      s->last = last->previous;
      free(last);
      if (s->last) s->last->next = NULL;
    }
    if (s->last) {
      link = &s->next;
      continue;
    }
    *link = s->next;
    free(s);
  }
}

int64_t ck_arena_free_bytes(void) { return free_bytes; }
