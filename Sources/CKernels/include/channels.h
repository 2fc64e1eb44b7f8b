#pragma once
#include "arrays.h"

#pragma clang assume_nonnull begin

// Work by channel on arrays in any layout that can be walked as a view; all arrays of a call lie in
// the same one and have its type. Sums are the same bits for any number of threads.

/// x = x + bias[channel], negative values cut to 0 with `relu`.
void ck_add_bias(void *x, ck_view view, const float *_Nullable bias, bool relu);
/// out[c] = Σ x over everything but channels.
ck_status ck_channel_sum(const void *x, ck_view view, float *out);

/// mean[c] and biased variance[c], in one pass around a pilot value.
ck_status ck_moments(const void *x, ck_view view, float *mean, float *variance);

/// y = factor[c] · x + offset[c] + residual, negative values cut to 0 with `relu`.
typedef struct {
  const void *x;
  const void *_Nullable residual;
  /// NULL for 1 and for 0.
  const float *_Nullable factor, *_Nullable offset;
  bool relu;
} ck_scaling;

/// Bytes of a mark of which elements ReLU let through: a bit an element, in the order of the walk.
size_t ck_passed_bytes(ck_view view);
/// The mark is left in `passing` where given. `y` may be the residual.
void ck_channel_scale(ck_scaling scaling, ck_view view, void *y, uint16_t *_Nullable passing);
/// Σ dy and Σ dy · (x − mean[c]) by channel. After ReLU, dy counts only where y > 0: by the mark, or
/// without it by computing y again, which then has no residual.
ck_status ck_moments_backward(ck_scaling scaling, const uint16_t *_Nullable passed, const void *dy,
                              ck_view view, const float *mean, float *sum, float *product);
/// dx = a[c] · dy + b[c] · x + c[c], dy as above, and dy itself into `to_residual` where given.
/// `dx` may be `dy`.
void ck_channel_gradient(ck_scaling scaling, const uint16_t *_Nullable passed, const void *dy,
                         ck_view view, const float *a, const float *b, const float *c, void *dx,
                         void *_Nullable to_residual);

#pragma clang assume_nonnull end
