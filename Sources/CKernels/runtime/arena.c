#include "arena.h"

#include <stdlib.h>
#include <sys/mman.h>

enum { SEGMENT = 64 << 20, HUGE_PAGE = 2 << 20 };

// A segment's ranges are linked in the order of their addresses.
typedef struct range {
  struct range *previous, *next;
  char *start;
  size_t size;
  bool is_free;
} range;

typedef struct segment {
  struct segment *next;
  range *first;
  size_t size;
} segment;

static segment *segments;
static int64_t free_bytes;

static void *cut(range *r, size_t size) {
  if (r->size > size) {
    range *rest = malloc(sizeof *rest);
    // Without a node for the rest, the block is the whole range.
    if (rest) {
      *rest = (range){r, r->next, r->start + size, r->size - size, true};
      if (r->next) r->next->previous = rest;
      r->next = rest;
      r->size = size;
    }
  }
  r->is_free = false;
  free_bytes -= (int64_t)r->size;
  return r->start;
}

void *ck_arena_take(size_t size) {
  range *best = NULL;
  for (segment *s = segments; s; s = s->next)
    for (range *r = s->first; r; r = r->next)
      if (r->is_free && r->size >= size && (!best || r->size < best->size)) best = r;
  return best ? cut(best, size) : NULL;
}

void *ck_arena_grow(size_t size) {
  size_t length = size > SEGMENT ? (size + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE : SEGMENT;
  segment *s = malloc(sizeof *s);
  range *r = malloc(sizeof *r);
  void *memory = s && r ? mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                               -1, 0)
                        : MAP_FAILED;
  if (memory == MAP_FAILED) {
    free(s);
    free(r);
    return NULL;
  }
#ifdef MADV_HUGEPAGE
  // Fewer page faults, fewer misses in the address cache.
  madvise(memory, length, MADV_HUGEPAGE);
#endif
  *r = (range){NULL, NULL, memory, length, true};
  *s = (segment){segments, r, length};
  segments = s;
  free_bytes += (int64_t)length;
  return cut(r, size);
}

// Joins a free range with the one after it, where that is free too.
static void join(range *r) {
  range *next = r->next;
  if (!next || !next->is_free) return;
  r->size += next->size;
  r->next = next->next;
  if (next->next) next->next->previous = r;
  free(next);
}

bool ck_arena_give(void *block) {
  for (segment *s = segments; s; s = s->next) {
    if ((char *)block < s->first->start || (char *)block >= s->first->start + s->size) continue;
    range *r = s->first;
    while (r && r->start != block) r = r->next;
    if (!r || r->is_free) return false;
    r->is_free = true;
    free_bytes += (int64_t)r->size;
    join(r);
    if (r->previous && r->previous->is_free) join(r->previous);
    return true;
  }
  return false;
}

void ck_arena_trim(void) {
  for (segment **link = &segments; *link;) {
    segment *s = *link;
    if (!s->first->is_free || s->first->next) {
      link = &s->next;
      continue;
    }
    *link = s->next;
    munmap(s->first->start, s->size);
    free_bytes -= (int64_t)s->size;
    free(s->first);
    free(s);
  }
}

int64_t ck_arena_free_bytes(void) { return free_bytes; }
