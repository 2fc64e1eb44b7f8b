#include "fourier.h"

#include <math.h>
#include <stdatomic.h>

#include "include/allocate.h"
#include "include/parallel.h"
#include "multiversion.h"

// Sixteen columns at a time: every operation is on vectors, and nothing is ever shuffled but at the
// end. Stockham's algorithm, which needs no bit reversal, by fours.

enum { LANES = 16 };

void ck_turns(int64_t side, float *turns) {
  for (int64_t k = 0; k < side; k++) {
    double angle = 2 * 3.14159265358979323846 * (double)k / (double)side;
    turns[k] = (float)cos(angle);
    turns[side + k] = (float)-sin(angle);
  }
}

typedef struct {
  ck_plane from, to;
  int64_t side;
  const float *turns;
  atomic_int failed;
} transforming;

// A vector of real parts, and behind it one of imaginary parts.
typedef struct {
  ck_lanes re, im;
} pair;

CK_INLINE void turn(pair *to, pair z, float c, float s) {
  to->re = z.re * c - z.im * s;
  to->im = z.re * s + z.im * c;
}

CK_INLINE pair *fours(pair *x, pair *y, int64_t side, const float *turns, int64_t *rest) {
  int64_t n = side, s = 1;
  const float *cosines = turns, *sines = turns + side;
  for (; n >= 4; n /= 4, s *= 4) {
    int64_t quarter = n / 4;
    for (int64_t p = 0; p < quarter; p++) {
      int64_t k = p * s;
      float c1 = cosines[k], s1 = sines[k], c2 = cosines[2 * k], s2 = sines[2 * k];
      float c3 = cosines[3 * k], s3 = sines[3 * k];
      for (int64_t q = 0; q < s; q++) {
        const pair *a = x + q + s * p, *b = a + s * quarter, *c = b + s * quarter,
                   *d = c + s * quarter;
        ck_lanes sr = a->re + c->re, si = a->im + c->im, dr = a->re - c->re, di = a->im - c->im;
        ck_lanes tr = b->re + d->re, ti = b->im + d->im, er = b->re - d->re, ei = b->im - d->im;
        pair *out = y + q + s * 4 * p;
        out[0].re = sr + tr, out[0].im = si + ti;
        turn(out + s, (pair){dr + ei, di - er}, c1, s1);
        turn(out + 2 * s, (pair){sr - tr, si - ti}, c2, s2);
        turn(out + 3 * s, (pair){dr - ei, di + er}, c3, s3);
      }
    }
    pair *swap = x;
    x = y, y = swap;
  }
  *rest = n;
  return x;
}

CK_INLINE void twos(const pair *x, pair *y, int64_t half) {
  for (int64_t q = 0; q < half; q++) {
    y[q].re = x[q].re + x[q + half].re, y[q].im = x[q].im + x[q + half].im;
    y[q + half].re = x[q].re - x[q + half].re, y[q + half].im = x[q].im - x[q + half].im;
  }
}

CK_BODY(transform) {
  transforming *o = context;
  int64_t side = o->side;
  size_t bytes = (size_t)(2 * side) * sizeof(pair);
  pair *room = ck_allocate(bytes);
  if (!room) {
    atomic_store(&o->failed, 1);
    return;
  }
  for (int64_t strip = begin; strip < end; strip++) {
    pair *x = room, *y = room + side;
    for (int64_t i = 0; i < side; i++) {
      x[i].re = *(const ck_lanes *)(o->from.re + i * side + strip * LANES);
      x[i].im = *(const ck_lanes *)(o->from.im + i * side + strip * LANES);
    }
    int64_t rest;
    pair *done = fours(x, y, side, o->turns, &rest);
    if (rest == 2) {
      pair *other = done == x ? y : x;
      twos(done, other, side / 2);
      done = other;
    }
    for (int64_t block = 0; block < side; block += LANES)
      for (int lane = 0; lane < LANES; lane++) {
        float *re = o->to.re + (strip * LANES + lane) * side + block;
        float *im = o->to.im + (strip * LANES + lane) * side + block;
        for (int i = 0; i < LANES; i++) {
          re[i] = ((const float *)&done[block + i].re)[lane];
          im[i] = ((const float *)&done[block + i].im)[lane];
        }
      }
  }
  ck_release(room, bytes);
}

ck_status ck_transform_columns(ck_plane from, ck_plane to, int64_t side, int64_t columns,
                               const float *turns) {
  transforming o = {.from = from, .to = to, .side = side, .turns = turns};
  ck_parallel((columns + LANES - 1) / LANES, 1, transform, &o);
  return atomic_load(&o.failed) ? CK_OUT_OF_MEMORY : CK_OK;
}
