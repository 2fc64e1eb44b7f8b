#include <string.h>

#include "normalization.h"

// Normalisation over the channels at each position. A tile is up to sixteen neighbouring positions
// of one image with all of their channels, which fits into the second cache. With a block of 16 the
// lanes of a register are channels, with a block of 1 (row-major) they are positions.

typedef struct {
  int64_t base, count, step;  // place of the first element; positions; between groups of channels
  int64_t place;              // of mean and inverse
} tile;

CK_INLINE tile find(const ck_normalizing *o, int64_t item) {
  int64_t image = item / o->tiles, first = item % o->tiles * CK_TILE;
  tile t = {.count = o->over.spatial - first < CK_TILE ? o->over.spatial - first : CK_TILE};
  t.base = image * o->over.width * o->over.spatial + first * o->over.block;
  t.step = o->over.spatial * o->over.block;
  t.place = image * o->over.spatial + first;
  return t;
}

// The body for every element of the tile: `at` is its place in memory, `c` its channel, `p` its position
// and `k` its own place among sums[TILE · 16]. Whole tiles have constant bounds.
#define BLOCKED(COUNT, ...)                                         \
  for (int64_t g = 0; g < o->over.width / 16; g++)                  \
    for (int64_t p = 0; p < (COUNT); p++)                           \
      for (int64_t l = 0; l < 16; l++) {                            \
        int64_t at = t.base + g * t.step + p * 16 + l;              \
        int64_t c = g * 16 + l, k = p * 16 + l;                     \
        (void)c, (void)k;                                           \
        __VA_ARGS__                                                 \
      }
#define PLAIN(COUNT, ...)                                           \
  for (int64_t c = 0; c < o->over.width; c++)                       \
    for (int64_t p = 0; p < (COUNT); p++) {                         \
      int64_t at = t.base + c * t.step + p, k = p;                  \
      (void)k;                                                      \
      __VA_ARGS__                                                   \
    }
#define ELEMENTS(...)                                               \
  if (o->over.block == 16 && t.count == CK_TILE) {                  \
    BLOCKED(CK_TILE, __VA_ARGS__)                                   \
  } else if (o->over.block == 16) {                                 \
    BLOCKED(t.count, __VA_ARGS__)                                   \
  } else if (t.count == CK_TILE) {                                  \
    PLAIN(CK_TILE, __VA_ARGS__)                                     \
  } else {                                                          \
    PLAIN(t.count, __VA_ARGS__)                                     \
  }

typedef float lanes[CK_TILE * 16];

/// The sums by position, each divided by the number of channels.
CK_INLINE void means_of(const ck_normalizing *o, const float *sums, float *out) {
  for (int p = 0; p < CK_TILE; p++) {
#pragma clang fp reassociate(on)
    float total = o->over.block == 16 ? 0 : sums[p];
    if (o->over.block == 16)
      for (int l = 0; l < 16; l++) total += sums[p * 16 + l];
    out[p] = total / (float)o->over.width;
  }
}

CK_INLINE void positions_range(const ck_normalizing *o, int64_t begin, int64_t end, ck_type type) {
  const float *weight = o->weight, *bias = o->bias;
  for (int64_t item = begin; item < end; item++) {
    tile t = find(o, item);
    float mean[CK_TILE], inverse[CK_TILE];
    lanes sums = {0}, squares = {0};
    ELEMENTS(sums[k] += ck_load1(o->x, at, type);)
    means_of(o, sums, mean);
    ELEMENTS(float d = ck_load1(o->x, at, type) - mean[p]; squares[k] += d * d;)
    means_of(o, squares, inverse);
    for (int p = 0; p < CK_TILE; p++) inverse[p] = 1.0f / __builtin_sqrtf(inverse[p] + o->epsilon);
    ELEMENTS(float normal = (ck_load1(o->x, at, type) - mean[p]) * inverse[p];
             ck_store1(o->y, at, weight[c] * normal + bias[c], type);)
    memcpy(o->mean + t.place, mean, (size_t)t.count * sizeof(float));
    memcpy(o->inverse + t.place, inverse, (size_t)t.count * sizeof(float));
  }
}

// Adds Σ dy · normal and Σ dy over the tile's positions to the sums of each channel.
CK_INLINE void by_channel(const ck_normalizing *o, tile t, ck_type type, const float *mean,
                          const float *inverse, double *products, double *totals) {
#pragma clang fp reassociate(on)
  int64_t block = o->over.block;
  for (int64_t g = 0; g < o->over.width / block; g++) {
    int64_t first = t.base + g * t.step;
    if (block == 16) {
      float product[16] = {0}, total[16] = {0};
      for (int64_t p = 0; p < t.count; p++)
        for (int l = 0; l < 16; l++) {
          float dy = ck_load1(o->dy, first + p * 16 + l, type);
          product[l] += dy * ((ck_load1(o->x, first + p * 16 + l, type) - mean[p]) * inverse[p]);
          total[l] += dy;
        }
      for (int l = 0; l < 16; l++)
        products[g * 16 + l] += product[l], totals[g * 16 + l] += total[l];
    } else {
      float product = 0, total = 0;
      for (int64_t p = 0; p < t.count; p++) {
        float dy = ck_load1(o->dy, first + p, type);
        product += dy * ((ck_load1(o->x, first + p, type) - mean[p]) * inverse[p]);
        total += dy;
      }
      products[g] += product, totals[g] += total;
    }
  }
}

// dx = inverse · (dy·w − mean(dy·w) − normal · mean(dy·w·normal)).
CK_INLINE void positions_parts(const ck_normalizing *o, int64_t begin, int64_t end, ck_type type) {
  const float *weight = o->weight;
  int64_t items = o->over.rows * o->tiles, width = o->over.width;
  for (int64_t part = begin; part < end; part++) {
    double *partial = o->partial + part * 2 * width;
    memset(partial, 0, (size_t)(2 * width) * sizeof(double));
    for (int64_t item = items * part / CK_PARTS; item < items * (part + 1) / CK_PARTS; item++) {
      tile t = find(o, item);
      float mean[CK_TILE] = {0}, inverse[CK_TILE] = {0}, one[CK_TILE], two[CK_TILE];
      memcpy(mean, o->means + t.place, (size_t)t.count * sizeof(float));
      memcpy(inverse, o->inverses + t.place, (size_t)t.count * sizeof(float));
      lanes sums = {0}, products = {0};
      ELEMENTS(float g = ck_load1(o->dy, at, type) * weight[c]; sums[k] += g;
               products[k] += g * ((ck_load1(o->x, at, type) - mean[p]) * inverse[p]);)
      means_of(o, sums, one);
      means_of(o, products, two);
      by_channel(o, t, type, mean, inverse, partial, partial + width);
      ELEMENTS(float normal = (ck_load1(o->x, at, type) - mean[p]) * inverse[p];
               float g = ck_load1(o->dy, at, type) * weight[c];
               ck_store1(o->y, at, inverse[p] * (g - one[p] - normal * two[p]), type);)
    }
  }
}

CK_VECTOR void ck_normalize_positions_range(void *job, int64_t begin, int64_t end) {
  const ck_normalizing *o = job;
  if (o->over.type == CK_BFLOAT16)
    positions_range(o, begin, end, CK_BFLOAT16);
  else
    positions_range(o, begin, end, CK_FLOAT32);
}

CK_VECTOR void ck_normalize_positions_parts(void *job, int64_t begin, int64_t end) {
  const ck_normalizing *o = job;
  if (o->over.type == CK_BFLOAT16)
    positions_parts(o, begin, end, CK_BFLOAT16);
  else
    positions_parts(o, begin, end, CK_FLOAT32);
}
