#include "include/allocate.h"
#include "include/optimizers.h"
#include "include/parallel.h"
#include "multiversion.h"

typedef struct {
  const float *x;
  float *y, value;
  double *partial;
  int64_t count;
} move;

enum { PIECE = 16384 };

CK_BODY(approach_range) {
  const move *o = context;
  const float *x = o->x;
  float *y = o->y, share = o->value;
  for (int64_t i = begin; i < end; i++) y[i] += share * (x[i] - y[i]);
}

CK_BODY(clamp_range) {
  const move *o = context;
  float *y = o->y, limit = o->value;
  for (int64_t i = begin; i < end; i++) {
    float v = y[i];
    v = v > limit ? limit : v;
    y[i] = v < -limit ? -limit : v;
  }
}

void ck_approach(const float *x, float share, float *y, int64_t count) {
  move o = {.x = x, .y = y, .value = share};
  ck_parallel(count, CK_GRAIN, approach_range, &o);
}

void ck_clamp(float limit, float *y, int64_t count) {
  move o = {.y = y, .value = limit};
  ck_parallel(count, CK_GRAIN, clamp_range, &o);
}

// Squares are summed as doubles: those of large gradients are no floats.
CK_INLINE double squares(const float *x, int64_t n) {
#pragma clang fp reassociate(on)
  double s = 0;
  for (int64_t i = 0; i < n; i++) s += (double)x[i] * (double)x[i];
  return s;
}

CK_BODY(square_pieces) {
  const move *o = context;
  for (int64_t p = begin; p < end; p++) {
    int64_t first = p * PIECE, last = first + PIECE < o->count ? first + PIECE : o->count;
    o->partial[p] = squares(o->x + first, last - first);
  }
}

ck_status ck_sum_of_squares(const float *x, int64_t count, double *sum) {
  int64_t pieces = (count + PIECE - 1) / PIECE;
  size_t bytes = (size_t)pieces * sizeof(double);
  double *partial = ck_allocate(bytes);
  if (!partial) return CK_OUT_OF_MEMORY;
  move o = {.x = x, .partial = partial, .count = count};
  ck_parallel(pieces, 1, square_pieces, &o);
  *sum = 0;
  for (int64_t p = 0; p < pieces; p++) *sum += partial[p];
  ck_release(partial, bytes);
  return CK_OK;
}
