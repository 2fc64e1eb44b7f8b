#include "normalization.h"

#include <string.h>

#include "include/allocate.h"
#include "include/parallel.h"

// Rows of a matrix, and the two entries for rows and positions.

CK_INLINE float sum_of(const void *x, int64_t first, int64_t n, ck_type type) {
#pragma clang fp reassociate(on)
  float s = 0;
  for (int64_t i = 0; i < n; i++) s += ck_load1(x, first + i, type);
  return s;
}

CK_INLINE float squares_of(const void *x, int64_t first, float mean, int64_t n, ck_type type) {
#pragma clang fp reassociate(on)
  float s = 0;
  for (int64_t i = 0; i < n; i++) {
    float d = ck_load1(x, first + i, type) - mean;
    s += d * d;
  }
  return s;
}

CK_INLINE void rows_range(const ck_normalizing *o, int64_t begin, int64_t end, ck_type type) {
  int64_t width = o->over.width;
  const float *weight = o->weight, *bias = o->bias;
  for (int64_t row = begin; row < end; row++) {
    int64_t first = row * width;
    float mean = sum_of(o->x, first, width, type) / (float)width;
    float variance = squares_of(o->x, first, mean, width, type) / (float)width;
    float inverse = 1.0f / ck_sqrtf(variance + o->epsilon);
    for (int64_t j = 0; j < width; j++) {
      float normal = (ck_load1(o->x, first + j, type) - mean) * inverse;
      ck_store1(o->y, first + j, weight[j] * normal + bias[j], type);
    }
    o->mean[row] = mean;
    o->inverse[row] = inverse;
  }
}

// dx = inverse · (dy·w − mean(dy·w) − normal · mean(dy·w·normal)).
CK_INLINE void row_back(const ck_normalizing *o, int64_t row, ck_type type, double *products,
                        double *sums) {
#pragma clang fp reassociate(on)
  int64_t width = o->over.width, first = row * width;
  const float *weight = o->weight;
  float mean = o->means[row], inverse = o->inverses[row];
  float one = 0, two = 0;
  for (int64_t j = 0; j < width; j++) {
    float normal = (ck_load1(o->x, first + j, type) - mean) * inverse;
    float g = ck_load1(o->dy, first + j, type);
    products[j] += g * normal;
    sums[j] += g;
    one += g * weight[j];
    two += g * weight[j] * normal;
  }
  one /= (float)width, two /= (float)width;
  for (int64_t j = 0; j < width; j++) {
    float normal = (ck_load1(o->x, first + j, type) - mean) * inverse;
    float g = ck_load1(o->dy, first + j, type) * weight[j];
    ck_store1(o->y, first + j, inverse * (g - one - normal * two), type);
  }
}

CK_INLINE void rows_parts(const ck_normalizing *o, int64_t begin, int64_t end, ck_type type) {
  int64_t width = o->over.width;
  for (int64_t part = begin; part < end; part++) {
    double *products = o->partial + part * 2 * width;
    memset(products, 0, (size_t)(2 * width) * sizeof(double));
    int64_t first = o->over.rows * part / CK_PARTS, last = o->over.rows * (part + 1) / CK_PARTS;
    for (int64_t row = first; row < last; row++) row_back(o, row, type, products, products + width);
  }
}

CK_FUNCTION(void, ck_normalize_rows_range, (void *job, int64_t begin, int64_t end),
            (job, begin, end)) {
  const ck_normalizing *o = job;
  if (o->over.type == CK_BFLOAT16)
    rows_range(o, begin, end, CK_BFLOAT16);
  else
    rows_range(o, begin, end, CK_FLOAT32);
}

CK_FUNCTION(void, ck_normalize_rows_parts, (void *job, int64_t begin, int64_t end),
            (job, begin, end)) {
  const ck_normalizing *o = job;
  if (o->over.type == CK_BFLOAT16)
    rows_parts(o, begin, end, CK_BFLOAT16);
  else
    rows_parts(o, begin, end, CK_FLOAT32);
}

static int64_t grain(int64_t elements) { return CK_GRAIN / 2 / (elements > 0 ? elements : 1) + 1; }

void ck_normalize(const void *x, ck_normal over, const float *weight, const float *bias,
                  float epsilon, void *y, float *mean, float *inverse) {
  ck_normalizing o = {.over = over, .x = x, .weight = weight, .bias = bias, .y = y, .mean = mean,
                      .inverse = inverse, .epsilon = epsilon};
  o.tiles = (over.spatial + CK_TILE - 1) / CK_TILE;
  if (over.spatial > 0)
    ck_parallel(over.rows * o.tiles, grain(CK_TILE * over.width), ck_normalize_positions_range, &o);
  else
    ck_parallel(over.rows, grain(over.width), ck_normalize_rows_range, &o);
}

ck_status ck_normalize_backward(const void *x, ck_normal over, const float *weight,
                                const float *mean, const float *inverse, const void *dy, void *dx,
                                float *dweight, float *dbias) {
  size_t bytes = CK_PARTS * 2 * (size_t)over.width * sizeof(double);
  double *partial = ck_allocate(bytes);
  if (!partial) return CK_OUT_OF_MEMORY;
  ck_normalizing o = {.over = over, .x = x, .weight = weight, .dy = dy, .means = mean,
                      .inverses = inverse, .y = dx, .partial = partial};
  o.tiles = (over.spatial + CK_TILE - 1) / CK_TILE;
  ck_parallel(CK_PARTS, 1,
              over.spatial > 0 ? ck_normalize_positions_parts : ck_normalize_rows_parts, &o);
  for (int64_t j = 0; j < over.width; j++) {
    double product = 0, sum = 0;
    for (int64_t part = 0; part < CK_PARTS; part++) {
      product += partial[part * 2 * over.width + j];
      sum += partial[part * 2 * over.width + over.width + j];
    }
    dweight[j] = (float)product;
    dbias[j] = (float)sum;
  }
  ck_release(partial, bytes);
  return CK_OK;
}
