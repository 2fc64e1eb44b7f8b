#include "include/clusters.h"

#include <math.h>

#include "distance.h"
#include "include/parallel.h"

typedef struct {
  const float *x;
  const int32_t *rows, *from, *to;
  int64_t count, width;
  double *sums;
} moving;

// Each thread has columns of its own, so that rows are added in order.
CK_BODY(move_columns) {
  const moving *o = context;
  for (int64_t i = 0; i < o->count; i++) {
    const float *x = o->x + o->rows[i] * o->width;
    if (o->from[i] >= 0) {
      double *sum = o->sums + o->from[i] * o->width;
      for (int64_t j = begin; j < end; j++) sum[j] -= x[j];
    }
    if (o->to[i] >= 0) {
      double *sum = o->sums + o->to[i] * o->width;
      for (int64_t j = begin; j < end; j++) sum[j] += x[j];
    }
  }
}

void ck_move_rows(const float *x, const int32_t *rows, const int32_t *from, const int32_t *to,
                  int64_t count, int64_t width, double *sums) {
  moving o = {.x = x, .rows = rows, .from = from, .to = to, .count = count, .width = width,
              .sums = sums};
  ck_parallel(width, 32, move_columns, &o);
}

typedef struct {
  const double *sums;
  const int64_t *counts;
  bool unit;
  int64_t width;
  float *centres, *shifts;
} averaging;

CK_BODY(means) {
#pragma clang fp reassociate(on)
  const averaging *o = context;
  for (int64_t c = begin; c < end; c++) {
    o->shifts[c] = 0;
    if (o->counts[c] <= 0) continue;
    const double *sum = o->sums + c * o->width;
    float *centre = o->centres + c * o->width;
    double scale = 1.0 / (double)o->counts[c], length = 0, shift = 0;
    if (o->unit) {
      for (int64_t j = 0; j < o->width; j++) length += sum[j] * sum[j];
      // A sum that cancels to nothing has no direction; the centre stays where it is.
      if (length < 1e-24) continue;
      scale = 1.0 / sqrt(length);
    }
    for (int64_t j = 0; j < o->width; j++) {
      float value = (float)(sum[j] * scale);
      double d = (double)value - centre[j];
      shift += d * d;
      centre[j] = value;
    }
    o->shifts[c] = (float)sqrt(shift);
  }
}

void ck_means(const double *sums, const int64_t *counts, bool unit, int64_t clusters, int64_t width,
              float *centres, float *shifts) {
  averaging o = {.sums = sums, .counts = counts, .unit = unit, .width = width, .centres = centres,
                 .shifts = shifts};
  ck_parallel(clusters, CK_GRAIN / (width + 1) + 1, means, &o);
}

typedef struct {
  const float *x, *right, *nearest;
  int64_t n, width, other, count, pieces;
  const int64_t *candidates;
  float *d;
  double *sums;
} seeding;

static void sum_piece(const seeding *o, int64_t t, int64_t piece, int64_t first, int64_t last) {
  double sum = 0;
  for (int64_t i = first; i < last; i++) sum += o->d[t * o->n + i];
  o->sums[t * o->pieces + piece] = sum;
}

CK_BODY(seed) {
  const seeding *o = context;
  for (int64_t piece = begin; piece < end; piece++) {
    int64_t first = piece * CK_SEED_PIECE;
    int64_t last = first + CK_SEED_PIECE < o->n ? first + CK_SEED_PIECE : o->n;
    for (int64_t i = first; i < last; i++)
      for (int64_t t = 0; t < o->count; t++) {
        float d = ck_squared_distance(o->x + i * o->width, o->x + o->candidates[t] * o->width,
                                      o->width);
        o->d[t * o->n + i] = d < o->nearest[i] ? d : o->nearest[i];
      }
    for (int64_t t = 0; t < o->count; t++) sum_piece(o, t, piece, first, last);
  }
}

void ck_seed_distances(const float *x, int64_t n, int64_t width, const int64_t *candidates,
                       int64_t count, const float *nearest, float *d, double *sums) {
  seeding o = {.x = x, .nearest = nearest, .n = n, .width = width, .count = count,
               .candidates = candidates, .d = d, .sums = sums,
               .pieces = (n + CK_SEED_PIECE - 1) / CK_SEED_PIECE};
  ck_parallel(o.pieces, 1, seed, &o);
}

// ‖a⊗b − c⊗e‖² = ‖a‖²·‖b − e‖² + ‖e‖²·‖a − c‖² + 2·(a·(a − c))·(e·(b − e)): no large terms cancel
// where the two nearly coincide.
CK_INLINE float outer_distance(const float *a, const float *b, const float *c, const float *e,
                               int64_t n, int64_t m) {
#pragma clang fp reassociate(on)
  float aa = 0, ac = 0, along = 0;
  for (int64_t j = 0; j < n; j++) {
    float d = a[j] - c[j];
    aa += a[j] * a[j], ac += d * d, along += a[j] * d;
  }
  float ee = 0, be = 0, across = 0;
  for (int64_t j = 0; j < m; j++) {
    float d = b[j] - e[j];
    ee += e[j] * e[j], be += d * d, across += e[j] * d;
  }
  float d = aa * be + ee * ac + 2 * along * across;
  return d < 0 ? 0 : d;
}

CK_BODY(seed_factored) {
  const seeding *o = context;
  for (int64_t piece = begin; piece < end; piece++) {
    int64_t first = piece * CK_SEED_PIECE;
    int64_t last = first + CK_SEED_PIECE < o->n ? first + CK_SEED_PIECE : o->n;
    for (int64_t i = first; i < last; i++)
      for (int64_t t = 0; t < o->count; t++) {
        int64_t c = o->candidates[t];
        float d = outer_distance(o->x + i * o->width, o->right + i * o->other,
                                 o->x + c * o->width, o->right + c * o->other, o->width, o->other);
        o->d[t * o->n + i] = d < o->nearest[i] ? d : o->nearest[i];
      }
    for (int64_t t = 0; t < o->count; t++) sum_piece(o, t, piece, first, last);
  }
}

void ck_seed_factored(const float *left, const float *right, int64_t n, int64_t a, int64_t b,
                      const int64_t *candidates, int64_t count, const float *nearest, float *d,
                      double *sums) {
  seeding o = {.x = left, .right = right, .nearest = nearest, .n = n, .width = a, .other = b,
               .count = count, .candidates = candidates, .d = d, .sums = sums,
               .pieces = (n + CK_SEED_PIECE - 1) / CK_SEED_PIECE};
  ck_parallel(o.pieces, 1, seed_factored, &o);
}

typedef struct {
  const float *x;
  int64_t width, picked;
  const int32_t *rows, *picks;
  int32_t *seen;
  float *nearest;
} refreshing;

CK_BODY(refresh) {
  const refreshing *o = context;
  for (int64_t i = begin; i < end; i++) {
    int64_t row = o->rows[i];
    float least = o->nearest[row];
    for (int64_t p = o->seen[row]; p < o->picked; p++) {
      float d = ck_squared_distance(o->x + row * o->width, o->x + o->picks[p] * o->width, o->width);
      least = d < least ? d : least;
    }
    o->nearest[row] = least;
    o->seen[row] = (int32_t)o->picked;
  }
}

void ck_refresh(const float *x, int64_t width, const int32_t *rows, int64_t count,
                const int32_t *picks, int64_t picked, int32_t *seen, float *nearest) {
  refreshing o = {.x = x, .width = width, .picked = picked, .rows = rows, .picks = picks,
                  .seen = seen, .nearest = nearest};
  ck_parallel(count, CK_GRAIN / (width + 1) + 1, refresh, &o);
}

typedef struct {
  const float *x;
  int64_t n, width;
  double *moments;
} columns;

CK_BODY(column_moments) {
  const columns *o = context;
  double *mean = o->moments, *variance = o->moments + o->width;
  for (int64_t j = begin; j < end; j++) mean[j] = variance[j] = 0;
  for (int64_t i = 0; i < o->n; i++)
    for (int64_t j = begin; j < end; j++) mean[j] += o->x[i * o->width + j];
  for (int64_t j = begin; j < end; j++) mean[j] /= (double)o->n;
  for (int64_t i = 0; i < o->n; i++)
    for (int64_t j = begin; j < end; j++) {
      double d = o->x[i * o->width + j] - mean[j];
      variance[j] += d * d;
    }
  for (int64_t j = begin; j < end; j++) variance[j] /= (double)o->n;
}

void ck_column_moments(const float *x, int64_t n, int64_t width, double *moments) {
  columns o = {.x = x, .n = n, .width = width, .moments = moments};
  ck_parallel(width, 32, column_moments, &o);
}
