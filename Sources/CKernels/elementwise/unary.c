#include <math.h>

#include "exponential.h"
#include "include/elementwise.h"
#include "include/parallel.h"

typedef struct {
  const float *x, *y, *dy;
  float *out;
  float scale, shift;
} unary;

#define FORWARD(NAME, VALUE)                                                      \
  CK_BODY(NAME) {                                                                 \
    const unary *o = context;                                                     \
    const float *x = o->x;                                                        \
    float *out = o->out;                                                          \
    for (int64_t i = begin; i < end; i++) {                                       \
      float v = x[i];                                                             \
      out[i] = VALUE;                                                             \
    }                                                                             \
  }

#define BACKWARD(NAME, DERIVATIVE)                                                \
  CK_BODY(NAME) {                                                                 \
    const unary *o = context;                                                     \
    const float *x = o->x, *y = o->y, *dy = o->dy;                                \
    float *out = o->out;                                                          \
    for (int64_t i = begin; i < end; i++) {                                       \
      float v = x[i], f = y[i], g = dy[i];                                        \
      (void)v, (void)f;                                                           \
      out[i] = DERIVATIVE;                                                        \
    }                                                                             \
  }

// Not a number stays not a number: a broken run must show.
FORWARD(relu, v < 0.0f ? 0.0f : v)
FORWARD(sigmoid, 1.0f / (1.0f + ck_expf(-v)))
FORWARD(exponential, ck_expf(v))
FORWARD(logarithm, logf(v))
FORWARD(root, ck_sqrtf(v))
FORWARD(square, v *v)
FORWARD(reciprocal, 1.0f / v)
FORWARD(hyperbolic_tangent, tanhf(v))

BACKWARD(relu_back, f > 0.0f ? g : 0.0f)
BACKWARD(sigmoid_back, g *f *(1.0f - f))
BACKWARD(tanh_back, g *(1.0f - f * f))
BACKWARD(exp_back, g *f)
BACKWARD(log_back, g / v)
BACKWARD(sqrt_back, 0.5f * g / f)
BACKWARD(square_back, 2.0f * g * v)
BACKWARD(reciprocal_back, -g *f *f)

void ck_unary(ck_unary_operation operation, const float *x, float *y, int64_t count) {
  static const ck_body bodies[] = {relu,      sigmoid, hyperbolic_tangent, exponential,
                                   logarithm, root,    square,             reciprocal};
  unary o = {.x = x, .out = y};
  ck_parallel(count, CK_GRAIN, bodies[operation], &o);
}

void ck_unary_backward(ck_unary_operation operation, const float *x, const float *y,
                       const float *dy, float *dx, int64_t count) {
  static const ck_body bodies[] = {relu_back, sigmoid_back, tanh_back,   exp_back,
                                   log_back,  sqrt_back,    square_back, reciprocal_back};
  unary o = {.x = x, .y = y, .dy = dy, .out = dx};
  ck_parallel(count, CK_GRAIN, bodies[operation], &o);
}

CK_BODY(scale_range) {
  const unary *o = context;
  const float *x = o->x;
  float *out = o->out, scale = o->scale, shift = o->shift;
  for (int64_t i = begin; i < end; i++) out[i] = x[i] * scale + shift;
}

CK_BODY(accumulate_range) {
  const unary *o = context;
  const float *x = o->x;
  float *out = o->out;
  for (int64_t i = begin; i < end; i++) out[i] += x[i];
}

CK_BODY(fill_range) {
  const unary *o = context;
  float *out = o->out, value = o->shift;
  for (int64_t i = begin; i < end; i++) out[i] = value;
}

static void copy_range(void *context, int64_t begin, int64_t end) {
  const unary *o = context;
  memcpy(o->out + begin, o->x + begin, (size_t)(end - begin) * sizeof(float));
}

void ck_scale(const float *x, float scale, float shift, float *y, int64_t count) {
  unary o = {.x = x, .out = y, .scale = scale, .shift = shift};
  ck_parallel(count, CK_GRAIN, scale_range, &o);
}

void ck_accumulate(const float *x, float *y, int64_t count) {
  unary o = {.x = x, .out = y};
  ck_parallel(count, CK_GRAIN, accumulate_range, &o);
}

void ck_fill(float value, float *y, int64_t count) {
  unary o = {.out = y, .shift = value};
  ck_parallel(count, CK_GRAIN, fill_range, &o);
}

void ck_copy(const float *x, float *y, int64_t count) {
  unary o = {.x = x, .out = y};
  ck_parallel(count, CK_GRAIN, copy_range, &o);
}
