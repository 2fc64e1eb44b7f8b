#pragma once
#include "include/channels.h"
#include "lanes.h"

// An array is walked in runs of registers of sixteen lanes. In blocks of 1, 4, 8 or 16 channels the
// positions of an image are one run, whose lanes repeat the channels of the block. In longer blocks
// (channels last, matrices) sixteen channels of CHUNK positions are a run, a block apart.

enum { LANES = 16, PARTS = 8, CHUNK = 32 };

/// What a pass over channels reads and writes.
typedef struct {
  ck_scaling s;
  const void *dy;
  // A bit an element, `word` for `word` a register: where ReLU let the value through.
  const uint16_t *passed;
  uint16_t *passing;
  const float *mean, *a, *b, *c;
  void *out, *to_residual;
  double *partial;  // [PARTS][2][channels]
  // The view, cut anew: `images` of `positions`, each `groups` runs; `total` positions where they
  // are counted through all images.
  ck_view view;
  int64_t images, positions, groups, total;
  bool is_long;
} job;

typedef struct {
  // Registers at `at`, `at + step`, …; each of `part` elements, the last of `tail` unless 0.
  int64_t at, step, count, part, tail;
  int64_t channel, period;
  // Of 16 bits for each register, the first one's place.
  int64_t word;
} run;

CK_INLINE job prepare(ck_view view) {
  job j = {.view = view, .images = view.n, .positions = view.spatial};
  j.is_long = LANES % view.block != 0;
  j.groups = j.is_long ? (view.channels + LANES - 1) / LANES : view.channels / view.block;
  if (j.is_long) {
    j.total = view.n * view.spatial;
    j.positions = CHUNK;
    j.images = (j.total + CHUNK - 1) / CHUNK;
  }
  return j;
}

// Registers of a run, the last one's tail included.
CK_INLINE int64_t words(const job *j) {
  return j->is_long ? CHUNK : (j->positions * j->view.block + LANES - 1) / LANES;
}

CK_INLINE run locate(const job *j, int64_t image, int64_t group) {
  int64_t block = j->view.block;
  if (!j->is_long) {
    int64_t elements = j->positions * block, index = image * j->groups + group;
    return (run){index * elements, LANES, elements / LANES, LANES, elements % LANES, group * block,
                 block, index * words(j)};
  }
  // Blocks that are neither short nor all channels do not occur: see `tag_of` in layouts.c.
  int64_t channel = group * LANES, first = image * CHUNK;
  int64_t count = j->total - first < CHUNK ? j->total - first : CHUNK;
  int64_t part = block - channel < LANES ? block - channel : LANES;
  return (run){first * block + channel, block, count, part, 0, channel, LANES,
               (image * j->groups + group) * words(j)};
}

// The values of a run's channels, lane by lane; `fallback` where there are none.
CK_INLINE ck_register parameters(const float *p, run r, float fallback) {
  if (p && r.period == LANES && r.part == LANES) return ck_load(p, r.channel, CK_FLOAT32);
  ck_register result;
  for (int64_t l = 0; l < LANES; l++)
    result.v[l] = p && l < r.part ? p[r.channel + l % r.period] : fallback;
  return result;
}

CK_INLINE ck_register take(const void *base, int64_t at, int64_t part, ck_type type) {
  if (part == LANES) return ck_load(base, at, type);
  ck_register r = {0};
  for (int64_t l = 0; l < part; l++) r.v[l] = ck_load1(base, at + l, type);
  return r;
}

CK_INLINE void put(void *base, int64_t at, int64_t part, ck_register r, ck_type type) {
  if (part == LANES) {
    ck_store(base, at, r, type);
    return;
  }
  for (int64_t l = 0; l < part; l++) ck_store1(base, at + l, r.v[l], type);
}

CK_INLINE ck_register scaled(const job *j, int64_t at, int64_t part, ck_register x, ck_register factor,
                          ck_register offset, ck_type type) {
  ck_register y = {x.v * factor.v + offset.v};
  if (j->s.residual) y.v += take(j->s.residual, at, part, type).v;
  return y;
}

// dy where ReLU let the value through.
CK_INLINE ck_register passed(const job *j, int64_t at, int64_t word, int64_t part, ck_register x,
                          ck_register factor, ck_register offset, ck_type type) {
  ck_register g = take(j->dy, at, part, type);
  if (!j->s.relu) return g;
  if (j->passed) return ck_where_bits(j->passed[word], g);
  ck_register y = scaled(j, at, part, x, factor, offset, type);
  return ck_where((ck_words){(ck_word_lanes)(y.v > 0)}, g);
}

#define VECTORISED(NAME, CALL)                                             \
  CK_BODY(NAME) {                                                          \
    const job *j = context;                                                \
    if (j->view.type == CK_BFLOAT16)                                       \
      CALL(CK_BFLOAT16);                                                   \
    else                                                                   \
      CALL(CK_FLOAT32);                                                    \
  }
