#include "include/activations.h"

#include "exponential.h"
#include "include/parallel.h"
#include "lanes.h"

typedef struct {
  const void *x, *dy;
  void *out;
  ck_type type;
  float slope;
} activation;

// erf(x) = x · P(x²) / Q(x²) up to 3.92, where it is 1 in single precision; fitted by
// scripts/dev/fit-erf.py, the error is that of rounding: 4·10⁻⁷.
CK_INLINE float error_function(float x) {
  const float end = 3.92f;
  float c = x < -end ? -end : x;
  c = c > end ? end : c;
  float t = c * c;
  float p = 2.050087005045498e-06f;
  p = p * t + 0.0002848826698027551f;
  p = p * t + 0.0037656158674508333f;
  p = p * t + 0.05274871736764908f;
  p = p * t + 0.1904064416885376f;
  p = p * t + 1.1283791065216064f;
  float q = 3.809170812019147e-05f;
  q = q * t + 0.0011625352781265974f;
  q = q * t + 0.014969213865697384f;
  q = q * t + 0.1141090989112854f;
  q = q * t + 0.5020760893821716f;
  q = q * t + 1.0f;
  float y = c * p / q;
  // Exactly ±1 far out, so that what is far below 0 becomes 0.
  y = x > end ? 1.0f : y;
  return x < -end ? -1.0f : y;
}

CK_INLINE float normal_distribution(float x) {
  return 0.5f + 0.5f * error_function(x * 0.70710678118654752f);
}

// BODY gives `y` from an element `v` of x and one `g` of dy. Compiled for either type.
#define LOOP(TYPE, BODY)                                                        \
  for (int64_t i = begin; i < end; i++) {                                       \
    float v = ck_load1(x, i, TYPE), g = dy ? ck_load1(dy, i, TYPE) : 0, y;      \
    (void)g;                                                                    \
    BODY;                                                                       \
    ck_store1(out, i, y, TYPE);                                                 \
  }
#define RANGE(NAME, BACKWARD, BODY)                                             \
  CK_VECTOR static void NAME(void *context, int64_t begin, int64_t end) {       \
    const activation *o = context;                                              \
    const void *x = o->x, *dy = BACKWARD ? o->dy : 0;                           \
    void *out = o->out;                                                         \
    float slope = o->slope;                                                     \
    (void)slope;                                                                \
    if (o->type == CK_BFLOAT16) {                                               \
      LOOP(CK_BFLOAT16, BODY)                                                   \
    } else {                                                                    \
      LOOP(CK_FLOAT32, BODY)                                                    \
    }                                                                           \
  }

RANGE(gelu_range, 0, y = v * normal_distribution(v))
RANGE(gelu_back, 1, float density = 0.39894228040143268f * ck_expf(-0.5f * v * v);
      y = g * (normal_distribution(v) + v * density))
RANGE(leaky_range, 0, y = v < 0 ? slope * v : v)
RANGE(leaky_back, 1, y = v > 0 ? g : slope * g)

void ck_gelu(const void *x, ck_type type, void *y, int64_t count) {
  activation o = {.x = x, .out = y, .type = type};
  ck_parallel(count, CK_GRAIN / 4, gelu_range, &o);
}

void ck_gelu_backward(const void *x, ck_type type, const void *dy, void *dx, int64_t count) {
  activation o = {.x = x, .dy = dy, .out = dx, .type = type};
  ck_parallel(count, CK_GRAIN / 4, gelu_back, &o);
}

void ck_leaky_relu(const void *x, ck_type type, float slope, void *y, int64_t count) {
  activation o = {.x = x, .out = y, .type = type, .slope = slope};
  ck_parallel(count, CK_GRAIN, leaky_range, &o);
}

void ck_leaky_relu_backward(const void *sign, ck_type type, float slope, const void *dy, void *dx,
                            int64_t count) {
  activation o = {.x = sign, .dy = dy, .out = dx, .type = type, .slope = slope};
  ck_parallel(count, CK_GRAIN, leaky_back, &o);
}
