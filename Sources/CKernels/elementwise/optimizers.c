#include "include/optimizers.h"

#include "include/parallel.h"
#include "multiversion.h"

typedef struct {
  ck_adam adam;
  ck_sgd sgd;
  const float *gradient;
  float *first, *second, *weights;
} step;

CK_BODY(adam_range) {
  const step *s = context;
  const ck_adam o = s->adam;
  const float *gradient = s->gradient;
  float *first = s->first, *second = s->second, *weights = s->weights;
  for (int64_t i = begin; i < end; i++) {
    float g = gradient[i] + o.weight_decay * weights[i];
    float m = o.beta1 * first[i] + (1.0f - o.beta1) * g;
    float v = o.beta2 * second[i] + (1.0f - o.beta2) * g * g;
    first[i] = m;
    second[i] = v;
    weights[i] = o.shrink * weights[i] - o.rate * m / (ck_sqrtf(v) + o.epsilon);
  }
}

void ck_adam_step(ck_adam options, const float *gradient, float *first, float *second,
                  float *weights, int64_t count) {
  step s = {.adam = options, .gradient = gradient, .first = first, .second = second,
            .weights = weights};
  ck_parallel(count, CK_GRAIN, adam_range, &s);
}

CK_BODY(sgd_range) {
  const step *s = context;
  const ck_sgd o = s->sgd;
  for (int64_t i = begin; i < end; i++) {
    float g = s->gradient[i] + o.weight_decay * s->weights[i];
    if (s->first) {
      float v = o.starts ? g : o.momentum * s->first[i] + g;
      s->first[i] = v;
      g = o.nesterov ? g + o.momentum * v : v;
    }
    s->weights[i] -= o.rate * g;
  }
}

void ck_sgd_step(ck_sgd options, const float *gradient, float *velocity, float *weights,
                 int64_t count) {
  step s = {.sgd = options, .gradient = gradient, .first = velocity, .weights = weights};
  ck_parallel(count, CK_GRAIN, sgd_range, &s);
}
