#include "include/embedding.h"

#include <math.h>
#include <string.h>

#include "exponential.h"
#include "include/allocate.h"
#include "include/parallel.h"

typedef struct {
  const float *d;
  int64_t n, k;
  float perplexity;
  float *p;
} calibration;

// One row for one precision: p unnormalised, Σ p and Σ p·d, where d is counted from the nearest.
CK_INLINE void weigh(const float *d, float nearest, float b, int64_t k, float *p, float *sum,
                     float *moment) {
#pragma clang fp reassociate(on)
  float s = 0, m = 0;
  for (int64_t j = 0; j < k; j++) {
    float e = ck_expf(-b * (d[j] - nearest));
    p[j] = e;
    s += e;
    m += e * (d[j] - nearest);
  }
  *sum = s, *moment = m;
}

CK_BODY(calibrate) {
  const calibration *o = context;
  double wanted = log(o->perplexity);
  for (int64_t i = begin; i < end; i++) {
    const float *d = o->d + i * o->k;
    float *p = o->p + i * o->k, sum = 0, moment = 0, nearest = d[0], mean = 0;
    for (int64_t j = 0; j < o->k; j++) {
      nearest = d[j] < nearest ? d[j] : nearest;
      mean += d[j];
    }
    mean = mean / (float)o->k - nearest;
    // Where all neighbours are as far, every precision gives the same.
    double b = mean > 1e-30f ? 1.0 / mean : 1.0, low = 0, high = INFINITY;
    for (int step = 0; step < 100; step++) {
      weigh(d, nearest, (float)b, o->k, p, &sum, &moment);
      double entropy = log(sum) + b * moment / sum - wanted;
      if (fabs(entropy) < 1e-5) break;
      if (entropy > 0) {
        low = b;
        b = isinf(high) ? 2 * b : (b + high) / 2;
      } else {
        high = b;
        b = (b + low) / 2;
      }
      if (b > 1e30 || b < 1e-30) break;
    }
    for (int64_t j = 0; j < o->k; j++) p[j] /= sum;
  }
}

void ck_perplexity(const float *d, int64_t n, int64_t k, float perplexity, float *p) {
  calibration o = {.d = d, .n = n, .k = k, .perplexity = perplexity, .p = p};
  ck_parallel(n, 16, calibrate, &o);
}

// By insertion; rows are short.
static void sort_row(int32_t *columns, float *values, int64_t k) {
  for (int64_t i = 1; i < k; i++) {
    int32_t column = columns[i];
    float value = values[i];
    int64_t at = i;
    for (; at > 0 && columns[at - 1] > column; at--)
      columns[at] = columns[at - 1], values[at] = values[at - 1];
    columns[at] = column, values[at] = value;
  }
}

// Rows sorted, and the same matrix transposed, merged row by row.
static void merge(const int32_t *own, const float *p, const int64_t *turned,
                  const int32_t *other, const float *q, int64_t n, int64_t k, int64_t *starts,
                  int32_t *columns, float *values) {
  int64_t at = 0;
  float share = 0.5f / (float)n;
  for (int64_t i = 0; i < n; i++) {
    starts[i] = at;
    int64_t a = i * k, b = turned[i];
    while (a < (i + 1) * k || b < turned[i + 1]) {
      int32_t left = a < (i + 1) * k ? own[a] : INT32_MAX;
      int32_t right = b < turned[i + 1] ? other[b] : INT32_MAX;
      float value = 0;
      if (left <= right) value += p[a++];
      if (right <= left) value += q[b++];
      columns[at] = left < right ? left : right;
      values[at++] = share * value;
    }
  }
  starts[n] = at;
}

ck_status ck_symmetric(const int32_t *indices, const float *p, int64_t n, int64_t k,
                       int64_t *starts, int32_t *columns, float *values) {
  size_t entries = (size_t)(n * k), head = (size_t)(n + 1) * sizeof(int64_t);
  size_t bytes = 2 * head + 4 * entries * sizeof(float);
  char *room = ck_allocate(bytes);
  if (!room) return CK_OUT_OF_MEMORY;
  int64_t *turned = (int64_t *)room, *next = turned + n + 1;
  int32_t *own = (int32_t *)(room + 2 * head), *other = own + entries;
  float *mine = (float *)(other + entries), *theirs = mine + entries;
  memcpy(own, indices, entries * sizeof(int32_t));
  memcpy(mine, p, entries * sizeof(float));
  memset(turned, 0, head);
  for (size_t e = 0; e < entries; e++) turned[indices[e] + 1]++;
  for (int64_t i = 0; i < n; i++) turned[i + 1] += turned[i];
  memcpy(next, turned, head);
  for (int64_t i = 0; i < n; i++) {
    sort_row(own + i * k, mine + i * k, k);
    for (int64_t j = 0; j < k; j++) {
      int64_t to = next[own[i * k + j]]++;
      other[to] = (int32_t)i;
      theirs[to] = mine[i * k + j];
    }
  }
  merge(own, mine, turned, other, theirs, n, k, starts, columns, values);
  ck_release(room, bytes);
  return CK_OK;
}

typedef struct {
  const int64_t *starts;
  const int32_t *columns;
  const float *values, *x, *y;
  float *fx, *fy;
  double z, *sums;
} graph;

CK_BODY(attract) {
#pragma clang fp reassociate(on)
  const graph *o = context;
  for (int64_t i = begin; i < end; i++) {
    float x = o->x[i], y = o->y[i], fx = 0, fy = 0;
    for (int64_t e = o->starts[i]; e < o->starts[i + 1]; e++) {
      float dx = x - o->x[o->columns[e]], dy = y - o->y[o->columns[e]];
      float w = o->values[e] / (1.0f + dx * dx + dy * dy);
      fx += w * dx;
      fy += w * dy;
    }
    o->fx[i] = fx, o->fy[i] = fy;
  }
}

void ck_attraction(const int64_t *starts, const int32_t *columns, const float *values,
                   const float *x, const float *y, int64_t n, float *fx, float *fy) {
  graph o = {.starts = starts, .columns = columns, .values = values, .x = x, .y = y, .fx = fx,
             .fy = fy};
  ck_parallel(n, 64, attract, &o);
}

static void diverge(void *context, int64_t begin, int64_t end) {
  const graph *o = context;
  for (int64_t i = begin; i < end; i++) {
    double sum = 0;
    for (int64_t e = o->starts[i]; e < o->starts[i + 1]; e++) {
      float dx = o->x[i] - o->x[o->columns[e]], dy = o->y[i] - o->y[o->columns[e]];
      double p = o->values[e], q = 1.0 / (1.0 + (double)(dx * dx + dy * dy));
      if (p > 0) sum += p * log(p * o->z / q);
    }
    o->sums[i] = sum;
  }
}

ck_status ck_embedding_divergence(const int64_t *starts, const int32_t *columns,
                                  const float *values, const float *x, const float *y, int64_t n,
                                  double z, double *divergence) {
  size_t bytes = (size_t)n * sizeof(double);
  double *sums = ck_allocate(bytes);
  if (!sums) return CK_OUT_OF_MEMORY;
  graph o = {.starts = starts, .columns = columns, .values = values, .x = x, .y = y, .z = z,
             .sums = sums};
  ck_parallel(n, 64, diverge, &o);
  *divergence = 0;
  for (int64_t i = 0; i < n; i++) *divergence += sums[i];
  ck_release(sums, bytes);
  return CK_OK;
}
