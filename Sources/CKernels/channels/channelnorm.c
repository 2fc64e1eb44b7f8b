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

// `count` neighbours, 0 in the lanes beyond.
CK_INLINE ck_register load(const void *base, int64_t at, int64_t count, ck_type type) {
  if (count == 16) return ck_load(base, at, type);
  ck_register r = {{0}};
  for (int64_t l = 0; l < count; l++) r.v[l] = ck_load1(base, at + l, type);
  return r;
}

CK_INLINE void store(void *base, int64_t at, int64_t count, ck_register r, ck_type type) {
  if (count == 16)
    ck_store(base, at, r, type);
  else
    for (int64_t l = 0; l < count; l++) ck_store1(base, at + l, r.v[l], type);
}

CK_INLINE float sum_of(ck_register r) {
#pragma clang fp reassociate(on)
  float total = 0;
  for (int l = 0; l < 16; l++) total += r.v[l];
  return total;
}

CK_INLINE ck_register inverse_of(ck_register variance, float epsilon) {
  ck_register r;
  for (int l = 0; l < 16; l++) r.v[l] = 1.0f / ck_sqrtf(variance.v[l] + epsilon);
  return r;
}

// Each group of sixteen channels `g`, each position `p` of the tile; `at` is their place.
#define BLOCKS                                                \
  for (int64_t g = 0; g < o->over.width / 16; g++)            \
    for (int64_t p = 0, at = t.base + g * t.step; p < t.count; p++, at += 16)

CK_INLINE void block_tile(const ck_normalizing *o, tile t, ck_type type) {
  float width = (float)o->over.width;
  ck_register sums[CK_TILE] = {0}, squares[CK_TILE] = {0}, mean = {{0}}, variance = {{0}};
  BLOCKS sums[p].v += ck_load(o->x, at, type).v;
  for (int p = 0; p < CK_TILE; p++) mean.v[p] = sum_of(sums[p]) / width;
  BLOCKS {
    ck_lanes d = ck_load(o->x, at, type).v - mean.v[p];
    squares[p].v += d * d;
  }
  for (int p = 0; p < CK_TILE; p++) variance.v[p] = sum_of(squares[p]) / width;
  ck_register inverse = inverse_of(variance, o->epsilon);
  BLOCKS {
    ck_lanes normal = (ck_load(o->x, at, type).v - mean.v[p]) * inverse.v[p];
    ck_lanes y = ck_load(o->weight, g * 16, CK_FLOAT32).v * normal +
                 ck_load(o->bias, g * 16, CK_FLOAT32).v;
    ck_store(o->y, at, (ck_register){y}, type);
  }
  store(o->mean, t.place, t.count, mean, CK_FLOAT32);
  store(o->inverse, t.place, t.count, inverse, CK_FLOAT32);
}

// Each channel `c` at the positions of the tile, one in a lane.
#define CHANNELS for (int64_t c = 0, at = t.base; c < o->over.width; c++, at += t.step)

CK_INLINE void plain_tile(const ck_normalizing *o, tile t, int64_t count, ck_type type) {
  float width = (float)o->over.width;
  ck_register mean = {{0}}, variance = {{0}};
  CHANNELS mean.v += load(o->x, at, count, type).v;
  mean.v /= width;
  CHANNELS {
    ck_lanes d = load(o->x, at, count, type).v - mean.v;
    variance.v += d * d;
  }
  variance.v /= width;
  ck_register inverse = inverse_of(variance, o->epsilon);
  CHANNELS {
    ck_lanes normal = (load(o->x, at, count, type).v - mean.v) * inverse.v;
    store(o->y, at, count, (ck_register){o->weight[c] * normal + o->bias[c]}, type);
  }
  store(o->mean, t.place, count, mean, CK_FLOAT32);
  store(o->inverse, t.place, count, inverse, CK_FLOAT32);
}

// dx = inverse · (dy·w − mean(dy·w) − normal · mean(dy·w·normal)); Σ dy · normal and Σ dy over the
// tile's positions are added to the sums of each channel.
CK_INLINE void block_tile_back(const ck_normalizing *o, tile t, ck_type type, double *products,
                               double *totals) {
  float width = (float)o->over.width, one[CK_TILE], two[CK_TILE];
  ck_register mean = load(o->means, t.place, t.count, CK_FLOAT32);
  ck_register inverse = load(o->inverses, t.place, t.count, CK_FLOAT32);
  ck_register sums[CK_TILE] = {0}, along[CK_TILE] = {0};
  for (int64_t g = 0; g < o->over.width / 16; g++) {
    ck_lanes weight = ck_load(o->weight, g * 16, CK_FLOAT32).v;
    ck_register product = {{0}}, total = {{0}};
    for (int64_t p = 0, at = t.base + g * t.step; p < t.count; p++, at += 16) {
      ck_lanes normal = (ck_load(o->x, at, type).v - mean.v[p]) * inverse.v[p];
      ck_lanes dy = ck_load(o->dy, at, type).v;
      product.v += dy * normal;
      total.v += dy;
      sums[p].v += dy * weight;
      along[p].v += dy * weight * normal;
    }
    for (int l = 0; l < 16; l++)
      products[g * 16 + l] += product.v[l], totals[g * 16 + l] += total.v[l];
  }
  for (int p = 0; p < CK_TILE; p++)
    one[p] = sum_of(sums[p]) / width, two[p] = sum_of(along[p]) / width;
  BLOCKS {
    ck_lanes normal = (ck_load(o->x, at, type).v - mean.v[p]) * inverse.v[p];
    ck_lanes dy = ck_load(o->dy, at, type).v * ck_load(o->weight, g * 16, CK_FLOAT32).v;
    ck_store(o->y, at, (ck_register){inverse.v[p] * (dy - one[p] - normal * two[p])}, type);
  }
}

CK_INLINE void plain_tile_back(const ck_normalizing *o, tile t, int64_t count, ck_type type,
                               double *products, double *totals) {
  float width = (float)o->over.width;
  ck_register mean = load(o->means, t.place, count, CK_FLOAT32);
  ck_register inverse = load(o->inverses, t.place, count, CK_FLOAT32);
  ck_register one = {{0}}, two = {{0}};
  CHANNELS {
    ck_lanes normal = (load(o->x, at, count, type).v - mean.v) * inverse.v;
    ck_lanes dy = load(o->dy, at, count, type).v, product = dy * normal;
    products[c] += sum_of((ck_register){product});
    totals[c] += sum_of((ck_register){dy});
    one.v += dy * o->weight[c];
    two.v += product * o->weight[c];
  }
  one.v /= width, two.v /= width;
  CHANNELS {
    ck_lanes normal = (load(o->x, at, count, type).v - mean.v) * inverse.v;
    ck_lanes dy = load(o->dy, at, count, type).v * o->weight[c];
    ck_lanes dx = inverse.v * (dy - one.v - normal * two.v);
    store(o->y, at, count, (ck_register){dx}, type);
  }
}

CK_INLINE void forward(const ck_normalizing *o, int64_t begin, int64_t end, ck_type type) {
  for (int64_t item = begin; item < end; item++) {
    tile t = find(o, item);
    if (o->over.block == 16)
      block_tile(o, t, type);
    else if (t.count == CK_TILE)
      plain_tile(o, t, CK_TILE, type);
    else
      plain_tile(o, t, t.count, type);
  }
}

CK_INLINE void backward(const ck_normalizing *o, int64_t begin, int64_t end, ck_type type) {
  int64_t items = o->over.rows * o->tiles, width = o->over.width;
  for (int64_t part = begin; part < end; part++) {
    double *products = o->partial + part * 2 * width, *totals = products + width;
    memset(products, 0, (size_t)(2 * width) * sizeof(double));
    for (int64_t item = items * part / CK_PARTS; item < items * (part + 1) / CK_PARTS; item++) {
      tile t = find(o, item);
      if (o->over.block == 16)
        block_tile_back(o, t, type, products, totals);
      else if (t.count == CK_TILE)
        plain_tile_back(o, t, CK_TILE, type, products, totals);
      else
        plain_tile_back(o, t, t.count, type, products, totals);
    }
  }
}

CK_FUNCTION(void, ck_normalize_positions_range, (void *job, int64_t begin, int64_t end),
            (job, begin, end)) {
  const ck_normalizing *o = job;
  if (o->over.type == CK_BFLOAT16)
    forward(o, begin, end, CK_BFLOAT16);
  else
    forward(o, begin, end, CK_FLOAT32);
}

CK_FUNCTION(void, ck_normalize_positions_parts, (void *job, int64_t begin, int64_t end),
            (job, begin, end)) {
  const ck_normalizing *o = job;
  if (o->over.type == CK_BFLOAT16)
    backward(o, begin, end, CK_BFLOAT16);
  else
    backward(o, begin, end, CK_FLOAT32);
}
