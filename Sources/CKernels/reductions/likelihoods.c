#include "include/likelihoods.h"

#include <math.h>

#include "exponential.h"
#include "include/allocate.h"
#include "include/parallel.h"

typedef struct {
  const float *x, *targets, *weights;
  float *out, factor;
  double *partial;
  int64_t width, count;
} likelihood;

enum { PIECE = 2048 };

bool ck_within_unit(const float *x, int64_t count) {
  int outside = 0;
  for (int64_t i = 0; i < count; i++) outside |= (x[i] < 0) | (x[i] > 1);
  return !outside;
}

// Pieces of PIECE elements, whatever the number of threads.
static ck_status total_of(likelihood o, ck_body body, double *total) {
  int64_t pieces = (o.count + PIECE - 1) / PIECE;
  size_t bytes = (size_t)pieces * sizeof(double);
  o.partial = ck_allocate(bytes);
  if (!o.partial) return CK_OUT_OF_MEMORY;
  ck_parallel(pieces, 1, body, &o);
  *total = 0;
  for (int64_t p = 0; p < pieces; p++) *total += o.partial[p];
  ck_release(o.partial, bytes);
  return CK_OK;
}

CK_INLINE double bounded(double logarithm) { return logarithm < -100 ? -100 : logarithm; }

static void entropy_pieces(void *context, int64_t begin, int64_t end) {
  const likelihood *o = context;
  for (int64_t piece = begin; piece < end; piece++) {
    int64_t last = (piece + 1) * PIECE < o->count ? (piece + 1) * PIECE : o->count;
    double total = 0;
    for (int64_t i = piece * PIECE; i < last; i++) {
      double x = o->x[i], t = o->targets[i];
      double yes = bounded(log(x)), no = bounded(log1p(-x));
      total -= (o->weights ? o->weights[i / o->width] : 1) * (t * yes + (1 - t) * no);
    }
    o->partial[piece] = total;
  }
}

ck_status ck_binary_entropy(const float *x, const float *targets, const float *weights,
                            int64_t width, int64_t count, double *sum) {
  likelihood o = {.x = x, .targets = targets, .weights = weights, .width = width, .count = count};
  return total_of(o, entropy_pieces, sum);
}

CK_BODY(entropy_back) {
  const likelihood *o = context;
  for (int64_t i = begin; i < end; i++) {
    float x = o->x[i], spread = x * (1.0f - x);
    spread = spread < 1e-12f ? 1e-12f : spread;
    float weight = o->weights ? o->weights[i / o->width] : 1.0f;
    o->out[i] = o->factor * weight * (x - o->targets[i]) / spread;
  }
}

void ck_binary_entropy_backward(const float *x, const float *targets, const float *weights,
                                int64_t width, float factor, float *dx, int64_t count) {
  likelihood o = {.x = x, .targets = targets, .weights = weights, .factor = factor, .out = dx,
                  .width = width};
  ck_parallel(count, CK_GRAIN, entropy_back, &o);
}

CK_BODY(logit_pieces) {
  const likelihood *o = context;
  for (int64_t piece = begin; piece < end; piece++) {
    int64_t last = (piece + 1) * PIECE < o->count ? (piece + 1) * PIECE : o->count;
    double total = 0;
    for (int64_t i = piece * PIECE; i < last; i++) {
      float x = o->x[i];
      total += (double)((x > 0 ? x : 0) - x * o->targets[i]) + log1pf(ck_expf(x > 0 ? -x : x));
    }
    o->partial[piece] = total;
  }
}

ck_status ck_binary_entropy_of_logits(const float *x, const float *targets, int64_t count,
                                      double *sum) {
  likelihood o = {.x = x, .targets = targets, .count = count};
  return total_of(o, logit_pieces, sum);
}

CK_BODY(logit_back) {
  const likelihood *o = context;
  const float *x = o->x, *targets = o->targets;
  float *out = o->out, factor = o->factor;
  for (int64_t i = begin; i < end; i++)
    out[i] = factor * (1.0f / (1.0f + ck_expf(-x[i])) - targets[i]);
}

void ck_binary_entropy_of_logits_backward(const float *x, const float *targets, float factor,
                                          float *dx, int64_t count) {
  likelihood o = {.x = x, .targets = targets, .factor = factor, .out = dx};
  ck_parallel(count, CK_GRAIN, logit_back, &o);
}

CK_INLINE float greatest(const float *x, int64_t n, float best) {
  for (int64_t j = 0; j < n; j++) best = x[j] > best ? x[j] : best;
  return best;
}

CK_INLINE float exponentials(const float *x, float scale, float shift, float *out, int64_t n) {
#pragma clang fp reassociate(on)
  float sum = 0;
  for (int64_t j = 0; j < n; j++) {
    out[j] = ck_expf(scale * (x[j] - shift));
    sum += out[j];
  }
  return sum;
}

CK_BODY(pair_rows) {
  const likelihood *o = context;
  int64_t n = o->count;
  for (int64_t i = begin; i < end; i++) {
    const float *s = o->x + i * n;
    float *p = o->out + i * n;
    int64_t pair = (i + n / 2) % n;
    float best = greatest(s, i, s[pair]);
    best = greatest(s + i + 1, n - i - 1, best);
    float sum = exponentials(s, o->factor, best, p, i);
    sum += exponentials(s + i + 1, o->factor, best, p + i + 1, n - i - 1);
    p[i] = 0;
    float share = 1.0f / sum;
    for (int64_t j = 0; j < n; j++) p[j] *= share;
    // Finite also where p is 0 in single precision.
    o->partial[i] = log((double)sum) - (double)o->factor * ((double)s[pair] - best);
  }
}

ck_status ck_pair_entropy(const float *s, float scale, float *p, int64_t n, double *sum) {
  size_t bytes = (size_t)n * sizeof(double);
  double *partial = ck_allocate(bytes);
  if (!partial) return CK_OUT_OF_MEMORY;
  likelihood o = {.x = s, .factor = scale, .out = p, .partial = partial, .count = n};
  ck_parallel(n, CK_GRAIN / 8 / n + 1, pair_rows, &o);
  *sum = 0;
  for (int64_t i = 0; i < n; i++) *sum += partial[i];
  ck_release(partial, bytes);
  return CK_OK;
}

CK_BODY(pair_back) {
  const likelihood *o = context;
  int64_t n = o->count;
  for (int64_t i = begin; i < end; i++) {
    for (int64_t j = i * n; j < (i + 1) * n; j++) o->out[j] = o->factor * o->x[j];
    o->out[i * n + (i + n / 2) % n] -= o->factor;
  }
}

void ck_pair_entropy_backward(const float *p, float factor, float *ds, int64_t n) {
  likelihood o = {.x = p, .factor = factor, .out = ds, .count = n};
  ck_parallel(n, CK_GRAIN / n + 1, pair_back, &o);
}
