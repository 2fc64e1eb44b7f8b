#pragma once
#include "arrays.h"

#pragma clang assume_nonnull begin

typedef struct {
  /// The rate and epsilon already corrected for the bias of the first steps.
  float rate, beta1, beta2, epsilon, weight_decay;
  /// What weights are multiplied by before the step: 1, or less with decoupled decay.
  float shrink;
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

typedef struct {
  float rate, smoothing, epsilon, weight_decay, momentum;
} ck_rmsprop;

/// One step of RMSprop; `mean` is NULL where it is not centred, `velocity` without momentum.
void ck_rmsprop_step(ck_rmsprop options, const float *gradient, float *square,
                     float *_Nullable mean, float *_Nullable velocity, float *weights,
                     int64_t count);

/// y += share · (x − y).
void ck_approach(const float *x, float share, float *y, int64_t count);
/// Cuts to ±limit; not a number stays what it is.
void ck_clamp(float limit, float *y, int64_t count);
/// Σ x², the same bits for any number of threads.
ck_status ck_sum_of_squares(const float *x, int64_t count, double *sum);

#pragma clang assume_nonnull end
