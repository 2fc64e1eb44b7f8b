#include "nearest.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "distance.h"
#include "include/allocate.h"
#include "include/parallel.h"

// Searching: blocks of queries, and within them blocks of panels that stay in the second cache.

enum { PANEL_BYTES = 768 << 10 };

typedef struct {
  ck_searched *s;
  const float *queries;
  const int32_t *which;
  int64_t first, neighbours;
  bool excluding_self;
  const int32_t *guesses;
  int64_t guessed;
  int32_t *indices;
  float *distances;
  atomic_int failed;
} job;

// What a thread needs beside its queries' answers.
typedef struct {
  ck_query queries[CK_BLOCK_ROWS];
  ck_candidates c;
  float *row;
  int8_t *code;
  char *tiles;
  int64_t tile_bytes;
} room;

static void pack_query(const job *o, room *r, ck_query *q, int64_t place) {
  const ck_searched *s = o->s;
  char *tile = r->tiles + place / CK_TILE_ROWS * r->tile_bytes;
  int64_t lane = place % CK_TILE_ROWS;
  ck_row_bytes about = {0};
  if (s->products == CK_PRODUCTS_BYTES) {
    const int8_t *code = r->code;
    if (s->asked && s->asked->x == o->queries) {
      code = s->asked->codes + q->number * 4 * s->depth;
      about = s->asked->rows[q->number];
    } else {
      ck_row_to_bytes(q->x, s->origin, s->width, r->row, r->code, &about);
    }
    q->scale = 2 * about.step;
    for (int64_t j = 0; j < s->depth; j++) {
      uint32_t quad;
      memcpy(&quad, code + 4 * j, 4);
      ((uint32_t *)tile)[j * CK_TILE_ROWS + lane] = quad ^ 0x80808080u;
    }
  } else {
    about.square = ck_centred(q->x, s->origin, r->row, s->width);
    for (int64_t j = 0; j < s->width; j++)
      ((float *)tile)[j * CK_TILE_ROWS + lane] = 2 * r->row[j];
  }
  q->slack = ck_slack(s, about.square, about.rest);
  q->base = about.square - q->slack;
}

static void prepare(const job *o, room *r, int64_t begin, int64_t count) {
  for (int64_t place = 0; place < CK_BLOCK_ROWS; place++) {
    ck_query *q = r->queries + place;
    q->held = q->kept = 0;
    q->trigger = o->neighbours < CK_PANEL ? CK_PANEL - 1 : o->neighbours + CK_PANEL - 1;
    q->limit = place < count ? FLT_MAX : -FLT_MAX;
    if (place >= count) continue;
    int64_t i = begin + place;
    q->number = o->which ? o->which[i] : o->first + i;
    q->x = o->queries + q->number * o->s->width;
    q->distances = o->distances + i * o->neighbours;
    q->indices = o->indices + i * o->neighbours;
    if (o->s->products == CK_PRODUCTS_NONE) continue;
    pack_query(o, r, q, place);
    q->guesses = o->guesses ? o->guesses + i * o->guessed : NULL;
    q->guessed = o->guesses ? o->guessed : 0;
    ck_guess(&r->c, q);
  }
}

static void block(const job *o, room *r, int64_t begin, int64_t count) {
  const ck_searched *s = o->s;
  prepare(o, r, begin, count);
  if (s->products == CK_PRODUCTS_NONE) {
    for (int64_t place = 0; place < count; place++) ck_settle_directly(&r->c, r->queries + place);
    return;
  }
  int64_t tiles = (count + CK_TILE_ROWS - 1) / CK_TILE_ROWS;
  int64_t panels = PANEL_BYTES / (s->depth * CK_PANEL * 4);
  if (panels < 1) panels = 1;
  for (int64_t start = 0; start < s->panels; start += panels) {
    int64_t end = start + panels < s->panels ? start + panels : s->panels;
    for (int64_t t = 0; t < tiles; t++)
      for (int64_t p = start; p < end; p++)
        ck_compare(&r->c, r->tiles + t * r->tile_bytes, r->queries + t * CK_TILE_ROWS, p);
  }
  for (int64_t place = 0; place < count; place++) ck_settle(&r->c, r->queries + place);
}

static void search(void *context, int64_t begin, int64_t end) {
  job *o = context;
  const ck_searched *s = o->s;
  int64_t capacity = o->neighbours < 256 ? 16 * o->neighbours + 128 : 2 * o->neighbours + 3712;
  if (capacity > s->panels * CK_PANEL + CK_PANEL) capacity = s->panels * CK_PANEL + CK_PANEL;
  if (capacity < 2 * o->neighbours + 2 * CK_PANEL) capacity = 2 * o->neighbours + 2 * CK_PANEL;
  size_t keys = (size_t)capacity * 8, held = (size_t)capacity * CK_BLOCK_ROWS * 8;
  size_t row = ((size_t)s->width * 4 + 127) / 64 * 64;
  size_t tile = ((size_t)s->depth * CK_TILE_ROWS * 4 + 63) / 64 * 64;
  size_t bytes = keys + held + 2 * row + tile * CK_BLOCK_TILES;
  char *memory = ck_allocate(bytes);
  room *r = ck_allocate(sizeof *r);
  if (!memory || !r) {
    atomic_store(&o->failed, 1);
    ck_release(memory, bytes);
    ck_release(r, sizeof *r);
    return;
  }
  memset(memory, 0, bytes);
  char *at = memory;
  r->c = (ck_candidates){.searched = o->s, .neighbours = o->neighbours, .capacity = capacity,
                         .excluding_self = o->excluding_self, .keys = (uint64_t *)at};
  at += keys;
  for (int64_t i = 0; i < CK_BLOCK_ROWS; i++) {
    r->queries[i] = (ck_query){0};
    r->queries[i].least = (float *)at, at += capacity * 4;
    r->queries[i].which = (int32_t *)at, at += capacity * 4;
  }
  r->row = (float *)at, at += row;
  r->code = (int8_t *)at, at += row;
  r->tiles = at;
  r->tile_bytes = (int64_t)tile;
  for (int64_t i = begin; i < end; i += CK_BLOCK_ROWS)
    block(o, r, i, end - i < CK_BLOCK_ROWS ? end - i : CK_BLOCK_ROWS);
  atomic_fetch_add(&o->s->again, r->c.again);
  ck_release(memory, bytes);
  ck_release(r, sizeof *r);
}

ck_status ck_search(ck_searched *searched, const float *queries, const int32_t *which,
                    int64_t first, int64_t count, int64_t neighbours, bool excluding_self,
                    const int32_t *guesses, int64_t guessed, int32_t *indices,
                    float *distances) {
  job o = {.s = searched, .queries = queries, .which = which, .first = first,
           .neighbours = neighbours, .excluding_self = excluding_self, .guesses = guesses,
           .guessed = guessed, .indices = indices, .distances = distances};
  ck_parallel(count, CK_BLOCK_ROWS, search, &o);
  return atomic_load(&o.failed) ? CK_OUT_OF_MEMORY : CK_OK;
}

typedef struct {
  const float *x, *c;
  const int32_t *which, *to;
  float *d;
  int64_t width;
} pairs;

CK_BODY(distances_to) {
  const pairs *o = context;
  for (int64_t i = begin; i < end; i++) {
    int64_t row = o->which ? o->which[i] : i;
    o->d[i] = ck_squared_distance(o->x + row * o->width, o->c + o->to[i] * o->width, o->width);
  }
}

void ck_distances_to(const float *x, const int32_t *which, const float *c, const int32_t *to,
                     float *d, int64_t count, int64_t width) {
  pairs o = {.x = x, .c = c, .which = which, .to = to, .d = d, .width = width};
  ck_parallel(count, CK_GRAIN / (width + 1) + 1, distances_to, &o);
}

typedef struct {
  const float *x;
  atomic_uint largest;
} magnitude;

// Without their signs, floats are ordered as their bits are; what is not finite comes last.
CK_BODY(magnitudes) {
  magnitude *o = context;
  const uint32_t *bits = (const uint32_t *)o->x;
  uint32_t mine = 0;
  for (int64_t i = begin; i < end; i++) {
    uint32_t size = bits[i] & 0x7FFFFFFFu;
    mine = size > mine ? size : mine;
  }
  unsigned seen = atomic_load(&o->largest);
  while (mine > seen)
    if (atomic_compare_exchange_weak(&o->largest, &seen, mine)) break;
}

float ck_largest_magnitude(const float *x, int64_t count) {
  magnitude o = {.x = x};
  ck_parallel(count, CK_GRAIN, magnitudes, &o);
  uint32_t bits = atomic_load(&o.largest);
  float largest;
  memcpy(&largest, &bits, sizeof largest);
  return largest <= FLT_MAX ? largest : NAN;
}
