#include <math.h>

#include "include/parallel.h"
#include "include/reductions.h"
#include "multiversion.h"

// Lengths of rows and distances between them.

typedef struct {
  const float *x, *c, *sums, *products, *given;
  float *out, *norms, epsilon;
  int64_t k, width;
} rows;

CK_INLINE float dot(const float *x, const float *y, int64_t n) {
#pragma clang fp reassociate(on)
  float s = 0;
  for (int64_t i = 0; i < n; i++) s += x[i] * y[i];
  return s;
}

CK_INLINE float distance(const float *x, const float *y, int64_t n) {
#pragma clang fp reassociate(on)
  float s = 0;
  for (int64_t i = 0; i < n; i++) s += (x[i] - y[i]) * (x[i] - y[i]);
  return s;
}

static int64_t grain_for(int64_t elements) { return CK_GRAIN / (elements > 0 ? elements : 1) + 1; }

CK_BODY(normalize) {
  const rows *o = context;
  for (int64_t i = begin; i < end; i++) {
    const float *x = o->x + i * o->width;
    float norm = __builtin_sqrtf(dot(x, x, o->width));
    // Written so that not a number stays what it is.
    norm = norm < o->epsilon ? o->epsilon : norm;
    o->norms[i] = norm;
    for (int64_t j = 0; j < o->width; j++) o->out[i * o->width + j] = x[j] / norm;
  }
}

void ck_normalize_rows(const float *x, float epsilon, float *y, float *norms, int64_t count,
                       int64_t columns) {
  rows o = {.x = x, .out = y, .norms = norms, .epsilon = epsilon, .width = columns};
  ck_parallel(count, grain_for(columns), normalize, &o);
}

CK_BODY(normalize_back) {
  const rows *o = context;
  for (int64_t i = begin; i < end; i++) {
    const float *y = o->x + i * o->width, *dy = o->given + i * o->width;
    float norm = o->sums[i];
    // Below epsilon the row was divided by a constant.
    float along = norm > o->epsilon ? dot(y, dy, o->width) : 0;
    for (int64_t j = 0; j < o->width; j++)
      o->out[i * o->width + j] = (dy[j] - y[j] * along) / norm;
  }
}

void ck_normalize_rows_backward(const float *y, const float *norms, float epsilon, const float *dy,
                                float *dx, int64_t count, int64_t columns) {
  rows o = {.x = y, .sums = norms, .given = dy, .out = dx, .epsilon = epsilon, .width = columns};
  ck_parallel(count, grain_for(columns), normalize_back, &o);
}

CK_BODY(distances) {
  const rows *o = context;
  for (int64_t i = begin; i < end; i++)
    for (int64_t j = 0; j < o->k; j++)
      o->out[i * o->k + j] = distance(o->x + i * o->width, o->c + j * o->width, o->width);
}

void ck_squared_distances(const float *x, const float *c, float *d, int64_t n, int64_t k,
                          int64_t width) {
  rows o = {.x = x, .c = c, .out = d, .k = k, .width = width};
  ck_parallel(n, grain_for(k * width), distances, &o);
}

CK_BODY(squared_lengths) {
  const rows *o = context;
  for (int64_t i = begin; i < end; i++)
    o->norms[i] = dot(o->x + i * o->width, o->x + i * o->width, o->width);
}

CK_BODY(complete) {
  const rows *o = context;
  for (int64_t i = begin; i < end; i++) {
    float length = dot(o->x + i * o->width, o->x + i * o->width, o->width);
    float *d = o->out + i * o->k;
    for (int64_t j = 0; j < o->k; j++) {
      float value = d[j] + (length + o->sums[j]);
      d[j] = value < 0 ? 0 : value;
    }
  }
}

void ck_complete_distances(const float *x, const float *c, float *lengths, float *d, int64_t n,
                           int64_t k, int64_t width) {
  rows centres = {.x = c, .norms = lengths, .width = width};
  ck_parallel(k, grain_for(width), squared_lengths, &centres);
  rows o = {.x = x, .sums = lengths, .out = d, .k = k, .width = width};
  ck_parallel(n, grain_for(k + width), complete, &o);
}

CK_BODY(distance_back) {
  const rows *o = context;
  for (int64_t i = begin; i < end; i++) {
    float sum = o->sums[i];
    for (int64_t j = i * o->width; j < (i + 1) * o->width; j++)
      o->out[j] = 2.0f * (o->x[j] * sum - o->products[j]);
  }
}

void ck_distance_gradient(const float *x, const float *sums, const float *products, float *dx,
                          int64_t count, int64_t columns) {
  rows o = {.x = x, .sums = sums, .products = products, .out = dx, .width = columns};
  ck_parallel(count, grain_for(columns), distance_back, &o);
}
