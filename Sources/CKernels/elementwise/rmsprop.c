#include "include/optimizers.h"
#include "include/parallel.h"
#include "multiversion.h"

typedef struct {
  ck_rmsprop options;
  const float *gradient;
  float *square, *mean, *velocity, *weights;
} step;

// Compiled once for each combination, so that its loop has no branches.
CK_INLINE void rmsprop(const step *s, int64_t begin, int64_t end, int centred, int moving) {
  const ck_rmsprop o = s->options;
  const float *gradient = s->gradient;
  float *square = s->square, *mean = s->mean, *velocity = s->velocity, *weights = s->weights;
  for (int64_t i = begin; i < end; i++) {
    float g = gradient[i] + o.weight_decay * weights[i];
    float v = o.smoothing * square[i] + (1.0f - o.smoothing) * g * g;
    square[i] = v;
    if (centred) {
      float m = mean[i] + (1.0f - o.smoothing) * (g - mean[i]);
      mean[i] = m;
      v = v - m * m;
      // A variance; rounding may take it below 0.
      v = v < 0 ? 0 : v;
    }
    float move = g / (ck_sqrtf(v) + o.epsilon);
    if (moving) {
      move = o.momentum * velocity[i] + move;
      velocity[i] = move;
    }
    weights[i] -= o.rate * move;
  }
}

CK_BODY(rmsprop_range) {
  const step *s = context;
  if (s->mean && s->velocity)
    rmsprop(s, begin, end, 1, 1);
  else if (s->mean)
    rmsprop(s, begin, end, 1, 0);
  else if (s->velocity)
    rmsprop(s, begin, end, 0, 1);
  else
    rmsprop(s, begin, end, 0, 0);
}

void ck_rmsprop_step(ck_rmsprop options, const float *gradient, float *square, float *mean,
                     float *velocity, float *weights, int64_t count) {
  step s = {options, gradient, square, mean, velocity, weights};
  ck_parallel(count, CK_GRAIN, rmsprop_range, &s);
}
