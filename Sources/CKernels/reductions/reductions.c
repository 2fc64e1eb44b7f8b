#include "include/reductions.h"

#include <string.h>

#include "include/allocate.h"
#include "include/parallel.h"
#include "multiversion.h"

enum { PIECE = 16384 };

typedef struct {
  const float *x, *y;
  float *out, factor;
  double *partial;
  int32_t *where;
  const int32_t *origin;
  int64_t count, outer, axis, inner;
} reduction;

CK_INLINE float piece_sum(const float *x, int64_t n) {
#pragma clang fp reassociate(on)
  float s = 0;
  for (int64_t i = 0; i < n; i++) s += x[i];
  return s;
}

CK_INLINE float piece_squared_error(const float *x, const float *y, int64_t n) {
#pragma clang fp reassociate(on)
  float s = 0;
  for (int64_t i = 0; i < n; i++) s += (x[i] - y[i]) * (x[i] - y[i]);
  return s;
}

// Short float sums, added up as doubles: a long float sum would lose its last digits.
enum { STRIP = 512 };

CK_BODY(sum_pieces) {
  const reduction *o = context;
  for (int64_t p = begin; p < end; p++) {
    int64_t last = (p + 1) * PIECE < o->count ? (p + 1) * PIECE : o->count;
    double total = 0;
    for (int64_t i = p * PIECE; i < last; i += STRIP) {
      int64_t n = last - i < STRIP ? last - i : STRIP;
      total += o->y ? piece_squared_error(o->x + i, o->y + i, n) : piece_sum(o->x + i, n);
    }
    o->partial[p] = total;
  }
}

static ck_status total_of(const float *x, const float *y, int64_t count, double *total) {
  int64_t pieces = (count + PIECE - 1) / PIECE;
  double few[64];
  double *partial = pieces <= 64 ? few : ck_allocate((size_t)pieces * sizeof(double));
  if (!partial) return CK_OUT_OF_MEMORY;
  reduction o = {.x = x, .y = y, .partial = partial, .count = count};
  ck_parallel(pieces, 1, sum_pieces, &o);
  *total = 0;
  for (int64_t p = 0; p < pieces; p++) *total += partial[p];
  if (partial != few) ck_release(partial, (size_t)pieces * sizeof(double));
  return CK_OK;
}

ck_status ck_sum(const float *x, int64_t count, double *sum) {
  return total_of(x, NULL, count, sum);
}

ck_status ck_squared_error(const float *x, const float *y, int64_t count, double *sum) {
  return total_of(x, y, count, sum);
}

CK_BODY(difference_range) {
  const reduction *o = context;
  const float *x = o->x, *y = o->y;
  float *out = o->out, factor = o->factor;
  for (int64_t i = begin; i < end; i++) out[i] = factor * (x[i] - y[i]);
}

void ck_difference(const float *x, const float *y, float factor, float *dx, int64_t count) {
  reduction o = {.x = x, .y = y, .out = dx, .factor = factor};
  ck_parallel(count, CK_GRAIN, difference_range, &o);
}

// Columns go sixteen at a time, so that memory is read along the rows.
CK_BODY(sum_columns) {
  const reduction *o = context;
  int64_t strips = (o->inner + 15) / 16;
  for (int64_t item = begin; item < end; item++) {
    int64_t out = item / strips, column = item % strips * 16;
    int64_t width = o->inner - column < 16 ? o->inner - column : 16;
    const float *x = o->x + out * o->axis * o->inner + column;
    double total[16] = {0};
    for (int64_t a = 0; a < o->axis; a += 64) {
      int64_t last = a + 64 < o->axis ? a + 64 : o->axis;
      float part[16] = {0};
      if (width == 16) {
        for (int64_t i = a; i < last; i++)
          for (int j = 0; j < 16; j++) part[j] += x[i * o->inner + j];
      } else {
        for (int64_t i = a; i < last; i++)
          for (int64_t j = 0; j < width; j++) part[j] += x[i * o->inner + j];
      }
      for (int j = 0; j < 16; j++) total[j] += part[j];
    }
    for (int64_t j = 0; j < width; j++)
      o->out[out * o->inner + column + j] = (float)(total[j] * o->factor);
  }
}

CK_BODY(sum_rows) {
  const reduction *o = context;
  for (int64_t row = begin; row < end; row++) {
    double total = 0;
    const float *x = o->x + row * o->axis;
    for (int64_t i = 0; i < o->axis; i += STRIP)
      total += piece_sum(x + i, o->axis - i < STRIP ? o->axis - i : STRIP);
    o->out[row] = (float)(total * o->factor);
  }
}

static int64_t items_per_thread(int64_t elements) {
  return elements > 0 ? CK_GRAIN / elements + 1 : CK_GRAIN;
}

void ck_sum_axis(const float *x, float factor, float *out, int64_t outer, int64_t axis,
                 int64_t inner) {
  reduction o = {.x = x, .out = out, .factor = factor, .axis = axis, .inner = inner};
  if (inner == 1)
    ck_parallel(outer, items_per_thread(axis), sum_rows, &o);
  else
    ck_parallel(outer * ((inner + 15) / 16), items_per_thread(axis * 16), sum_columns, &o);
}

CK_BODY(spread_rows) {
  const reduction *o = context;
  for (int64_t row = begin; row < end; row++) {
    const float *from = o->x + row / o->axis * o->inner;
    float *to = o->out + row * o->inner;
    for (int64_t j = 0; j < o->inner; j++) to[j] = o->factor * from[j];
  }
}

void ck_spread_axis(const float *dy, float factor, float *dx, int64_t outer, int64_t axis,
                    int64_t inner) {
  reduction o = {.x = dy, .out = dx, .factor = factor, .axis = axis, .inner = inner};
  ck_parallel(outer * axis, items_per_thread(inner), spread_rows, &o);
}

static void max_items(void *context, int64_t begin, int64_t end) {
  const reduction *o = context;
  for (int64_t item = begin; item < end; item++) {
    const float *x = o->x + item / o->inner * o->axis * o->inner + item % o->inner;
    float best = x[0];
    int32_t where = 0;
    for (int64_t a = 1; a < o->axis; a++) {
      float v = x[a * o->inner];
      // Not a number is greater than any number, as it has to show.
      if (v > best || (v != v && best == best)) best = v, where = (int32_t)a;
    }
    o->out[item] = best;
    o->where[item] = where;
  }
}

void ck_max_axis(const float *x, float *out, int32_t *where, int64_t outer, int64_t axis,
                 int64_t inner) {
  reduction o = {.x = x, .out = out, .where = where, .axis = axis, .inner = inner};
  ck_parallel(outer * inner, items_per_thread(axis), max_items, &o);
}

static void max_items_back(void *context, int64_t begin, int64_t end) {
  const reduction *o = context;
  for (int64_t item = begin; item < end; item++) {
    float *out = o->out + item / o->inner * o->axis * o->inner + item % o->inner;
    for (int64_t a = 0; a < o->axis; a++) out[a * o->inner] = 0;
    out[o->origin[item] * o->inner] = o->x[item];
  }
}

void ck_max_axis_backward(const float *dy, const int32_t *where, float *dx, int64_t outer,
                          int64_t axis, int64_t inner) {
  reduction o = {.x = dy, .out = dx, .origin = where, .axis = axis, .inner = inner};
  ck_parallel(outer * inner, items_per_thread(axis), max_items_back, &o);
}
