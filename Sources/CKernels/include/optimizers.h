#pragma once
#include <stdbool.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

typedef struct {
  /// The rate and epsilon already corrected for the bias of the first steps.
  float rate, beta1, beta2, epsilon, weight_decay;
} ck_adam;

/// One step of Adam, everything in one pass over memory.
void ck_adam_step(ck_adam options, const float *gradient, float *first, float *second,
                  float *weights, int64_t count);

typedef struct {
  float rate, momentum, weight_decay;
  bool nesterov, starts;
} ck_sgd;

/// One step of SGD; `velocity` is NULL without momentum, and takes the gradient where it `starts`.
void ck_sgd_step(ck_sgd options, const float *gradient, float *_Nullable velocity, float *weights,
                 int64_t count);

#pragma clang assume_nonnull end
