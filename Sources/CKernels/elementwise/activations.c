#include "include/activations.h"

#include "exponential.h"
#include "include/parallel.h"
#include "lanes.h"

typedef struct {
  // On the way forward `dy` is `x`, and not looked at.
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

// BODY gives `y` from an element `v` of x and one `g` of dy.
#define FLOATS(NAME, BODY)                                                                  \
  CK_INLINE void NAME##_floats(const float *x, const float *dy, float slope, float *out,    \
                               int64_t count) {                                             \
    for (int64_t i = 0; i < count; i++) {                                                   \
      float v = x[i], g = dy[i], y;                                                         \
      (void)g, (void)slope;                                                                 \
      BODY;                                                                                 \
      out[i] = y;                                                                           \
    }                                                                                       \
  }                                                                                         \
  CK_BODY(NAME) {                                                                           \
    const activation *o = context;                                                          \
    if (o->type == CK_FLOAT32) {                                                            \
      const float *x = o->x, *dy = o->dy;                                                   \
      NAME##_floats(x + begin, dy + begin, o->slope, (float *)o->out + begin, end - begin); \
      return;                                                                               \
    }                                                                                       \
    float x[CHUNK], dy[CHUNK], out[CHUNK];                                                  \
    for (int64_t i = begin; i < end; i += CHUNK) {                                          \
      int64_t count = end - i < CHUNK ? end - i : CHUNK;                                    \
      widen(o->x, i, x, count);                                                             \
      widen(o->dy, i, dy, count);                                                           \
      NAME##_floats(x, dy, o->slope, out, count);                                           \
      for (int64_t j = 0; j < count; j++) ck_store1(o->out, i + j, out[j], CK_BFLOAT16);    \
    }                                                                                       \
  }

// bfloat16 goes through pieces of float32 that stay in the first cache.
enum { CHUNK = 256 };

CK_INLINE void widen(const void *x, int64_t at, float *out, int64_t count) {
  for (int64_t j = 0; j < count; j++) out[j] = ck_load1(x, at + j, CK_BFLOAT16);
}

FLOATS(gelu_range, y = v * normal_distribution(v))
FLOATS(gelu_back, float density = 0.39894228040143268f * ck_expf(-0.5f * v * v);
       y = g * (normal_distribution(v) + v * density))
FLOATS(leaky_range, y = v < 0 ? slope * v : v)
FLOATS(leaky_back, y = v > 0 ? g : slope * g)

void ck_gelu(const void *x, ck_type type, void *y, int64_t count) {
  activation o = {.x = x, .dy = x, .out = y, .type = type};
  ck_parallel(count, CK_GRAIN / 4, gelu_range, &o);
}

void ck_gelu_backward(const void *x, ck_type type, const void *dy, void *dx, int64_t count) {
  activation o = {.x = x, .dy = dy, .out = dx, .type = type};
  ck_parallel(count, CK_GRAIN / 4, gelu_back, &o);
}

void ck_leaky_relu(const void *x, ck_type type, float slope, void *y, int64_t count) {
  activation o = {.x = x, .dy = x, .out = y, .type = type, .slope = slope};
  ck_parallel(count, CK_GRAIN, leaky_range, &o);
}

void ck_leaky_relu_backward(const void *sign, ck_type type, float slope, const void *dy, void *dx,
                            int64_t count) {
  activation o = {.x = sign, .dy = dy, .out = dx, .type = type, .slope = slope};
  ck_parallel(count, CK_GRAIN, leaky_back, &o);
}
