#include "include/losses.h"

#include <math.h>

#include "exponential.h"
#include "include/allocate.h"
#include "include/parallel.h"

typedef struct {
  const float *x, *y, *weights;
  const int64_t *targets;
  float *out, factor;
  double *partial;
  int64_t classes, count;
} loss;

static int64_t grain_for(int64_t classes) { return CK_GRAIN / 8 / (classes > 0 ? classes : 1) + 1; }

CK_INLINE float greatest(const float *x, int64_t n) {
  float best = x[0];
  // The order of the test keeps a first "not a number", and e^(NaN − best) carries a later one.
  for (int64_t j = 1; j < n; j++) best = x[j] > best ? x[j] : best;
  return best;
}

// Writes e^(x − shift) and returns its sum.
CK_INLINE float exponentials(const float *x, float shift, float *out, int64_t n) {
#pragma clang fp reassociate(on)
  float sum = 0;
  for (int64_t j = 0; j < n; j++) {
    out[j] = ck_expf(x[j] - shift);
    sum += out[j];
  }
  return sum;
}

CK_INLINE float exponential_sum(const float *x, float shift, int64_t n) {
#pragma clang fp reassociate(on)
  float sum = 0;
  for (int64_t j = 0; j < n; j++) sum += ck_expf(x[j] - shift);
  return sum;
}

CK_BODY(softmax_rows) {
  const loss *o = context;
  int64_t n = o->classes;
  for (int64_t i = begin; i < end; i++) {
    const float *x = o->x + i * n;
    float *out = o->out + i * n;
    float best = greatest(x, n);
    float factor = 1.0f / exponentials(x, best, out, n);
    for (int64_t j = 0; j < n; j++) out[j] *= factor;
    if (o->partial) {
      // −ln p = ln Σ e^(x − max) − (x_t − max): finite even where p is 0 in single precision.
      double nll = -log((double)factor) - ((double)x[o->targets[i]] - best);
      o->partial[i] = o->weights[i] * nll;
    }
  }
}

CK_BODY(log_softmax_rows) {
  const loss *o = context;
  int64_t n = o->classes;
  for (int64_t i = begin; i < end; i++) {
    const float *x = o->x + i * n;
    float best = greatest(x, n), rest = logf(exponential_sum(x, best, n));
    for (int64_t j = 0; j < n; j++) o->out[i * n + j] = (x[j] - best) - rest;
  }
}

CK_BODY(log_sum_exp_rows) {
  const loss *o = context;
  int64_t n = o->classes;
  for (int64_t i = begin; i < end; i++) {
    const float *x = o->x + i * n;
    float best = greatest(x, n);
    o->out[i] = best + logf(exponential_sum(x, best, n));
  }
}

void ck_softmax(const float *x, float *p, int64_t rows, int64_t classes) {
  loss o = {.x = x, .out = p, .classes = classes};
  ck_parallel(rows, grain_for(classes), softmax_rows, &o);
}

void ck_log_softmax(const float *x, float *y, int64_t rows, int64_t classes) {
  loss o = {.x = x, .out = y, .classes = classes};
  ck_parallel(rows, grain_for(classes), log_softmax_rows, &o);
}

void ck_log_sum_exp(const float *x, float *out, int64_t rows, int64_t classes) {
  loss o = {.x = x, .out = out, .classes = classes};
  ck_parallel(rows, grain_for(classes), log_sum_exp_rows, &o);
}

CK_INLINE float dot(const float *x, const float *y, int64_t n) {
#pragma clang fp reassociate(on)
  float s = 0;
  for (int64_t j = 0; j < n; j++) s += x[j] * y[j];
  return s;
}

CK_INLINE float sum(const float *x, int64_t n) {
#pragma clang fp reassociate(on)
  float s = 0;
  for (int64_t j = 0; j < n; j++) s += x[j];
  return s;
}

CK_BODY(softmax_back) {
  const loss *o = context;
  int64_t n = o->classes;
  for (int64_t i = begin; i < end; i++) {
    const float *p = o->x + i * n, *dy = o->y + i * n;
    float mean = dot(p, dy, n);
    for (int64_t j = 0; j < n; j++) o->out[i * n + j] = p[j] * (dy[j] - mean);
  }
}

CK_BODY(log_softmax_back) {
  const loss *o = context;
  int64_t n = o->classes;
  for (int64_t i = begin; i < end; i++) {
    const float *y = o->x + i * n, *dy = o->y + i * n;
    float total = sum(dy, n);
    for (int64_t j = 0; j < n; j++) o->out[i * n + j] = dy[j] - ck_expf(y[j]) * total;
  }
}

CK_BODY(log_sum_exp_back) {
  const loss *o = context;
  int64_t n = o->classes;
  for (int64_t i = begin; i < end; i++)
    for (int64_t j = i * n; j < (i + 1) * n; j++)
      o->out[j] = o->weights[i] * ck_expf(o->x[j] - o->y[i]);
}

void ck_softmax_backward(const float *p, const float *dy, float *dx, int64_t rows,
                         int64_t classes) {
  loss o = {.x = p, .y = dy, .out = dx, .classes = classes};
  ck_parallel(rows, grain_for(classes), softmax_back, &o);
}

void ck_log_softmax_backward(const float *y, const float *dy, float *dx, int64_t rows,
                             int64_t classes) {
  loss o = {.x = y, .y = dy, .out = dx, .classes = classes};
  ck_parallel(rows, grain_for(classes), log_softmax_back, &o);
}

void ck_log_sum_exp_backward(const float *x, const float *out, const float *dy, float *dx,
                             int64_t rows, int64_t classes) {
  loss o = {.x = x, .y = out, .weights = dy, .out = dx, .classes = classes};
  ck_parallel(rows, grain_for(classes), log_sum_exp_back, &o);
}

static double total_of(const double *partial, int64_t count) {
  double total = 0;
  for (int64_t i = 0; i < count; i++) total += partial[i];
  return total;
}

ck_status ck_cross_entropy(const float *x, const int64_t *targets, const float *weights, float *p,
                           int64_t rows, int64_t classes, double *sum) {
  size_t bytes = (size_t)rows * sizeof(double);
  double *partial = ck_allocate(bytes);
  if (!partial) return CK_OUT_OF_MEMORY;
  loss o = {.x = x, .out = p, .targets = targets, .weights = weights, .partial = partial,
            .classes = classes};
  ck_parallel(rows, grain_for(classes), softmax_rows, &o);
  *sum = total_of(partial, rows);
  ck_release(partial, bytes);
  return CK_OK;
}

CK_BODY(cross_entropy_back) {
  const loss *o = context;
  int64_t n = o->classes;
  for (int64_t i = begin; i < end; i++) {
    float factor = o->factor * o->weights[i];
    for (int64_t j = 0; j < n; j++) o->out[i * n + j] = factor * o->x[i * n + j];
    o->out[i * n + o->targets[i]] -= factor;
  }
}

void ck_cross_entropy_backward(const float *p, const int64_t *targets, const float *weights,
                               float factor, float *dx, int64_t rows, int64_t classes) {
  loss o = {.x = p, .targets = targets, .weights = weights, .factor = factor, .out = dx,
            .classes = classes};
  ck_parallel(rows, grain_for(classes), cross_entropy_back, &o);
}

enum { PIECE = 4096 };

static void divergence_pieces(void *context, int64_t begin, int64_t end) {
  const loss *o = context;
  for (int64_t piece = begin; piece < end; piece++) {
    int64_t last = (piece + 1) * PIECE < o->count ? (piece + 1) * PIECE : o->count;
    double total = 0;
    for (int64_t i = piece * PIECE; i < last; i++)
      if (o->x[i] != 0) total += (double)o->x[i] * log((double)o->x[i] / (double)o->y[i]);
    o->partial[piece] = total;
  }
}

ck_status ck_divergence(const float *p, const float *q, int64_t count, double *sum) {
  int64_t pieces = (count + PIECE - 1) / PIECE;
  size_t bytes = (size_t)pieces * sizeof(double);
  double *partial = ck_allocate(bytes);
  if (!partial) return CK_OUT_OF_MEMORY;
  loss o = {.x = p, .y = q, .partial = partial, .count = count};
  ck_parallel(pieces, 1, divergence_pieces, &o);
  *sum = total_of(partial, pieces);
  ck_release(partial, bytes);
  return CK_OK;
}

CK_BODY(divergence_back) {
  const loss *o = context;
  for (int64_t i = begin; i < end; i++)
    o->out[i] = o->x[i] != 0 ? -o->factor * o->x[i] / o->y[i] : 0;
}

void ck_divergence_backward(const float *p, const float *q, float factor, float *dq,
                            int64_t count) {
  loss o = {.x = p, .y = q, .factor = factor, .out = dq};
  ck_parallel(count, CK_GRAIN, divergence_back, &o);
}
