#pragma once
#include "arrays.h"

#pragma clang assume_nonnull begin

/// How normalisation runs over an array: over rows of `width`, or (`spatial` > 0) over the channels
/// at each position of images, where `block` is 16 or 1.
typedef struct {
  int64_t rows, width, spatial, block;
  /// Of x, y, dy and dx.
  ck_type type;
} ck_normal;

/// y = weight · (x − mean) · inverse + bias, with inverse = 1/√(variance + epsilon) and the biased
/// variance; mean and inverse have one place for each row or position.
void ck_normalize(const void *x, ck_normal over, const float *weight, const float *bias,
                  float epsilon, void *y, float *mean, float *inverse);
/// The way back; sums by channel are the same bits for any number of threads. `dx` may be `dy`.
ck_status ck_normalize_backward(const void *x, ck_normal over, const float *weight,
                                const float *mean, const float *inverse, const void *dy, void *dx,
                                float *dweight, float *dbias);

#pragma clang assume_nonnull end
