#pragma once
#include "arrays.h"

#pragma clang assume_nonnull begin

// Work by channel on arrays in any layout that can be walked as a view. Sums are the same bits for
// any number of threads.

/// x = x + bias[channel], negative values cut to 0 with `relu`.
void ck_add_bias(float *x, ck_view view, const float *_Nullable bias, bool relu);
/// out[c] = Σ x over everything but channels.
ck_status ck_channel_sum(const float *x, ck_view view, float *out);

/// mean[c] and biased variance[c], in two passes.
ck_status ck_moments(const float *x, ck_view view, float *mean, float *variance);
/// y = factor[c] · x + offset[c], negative values cut to 0 with `relu`.
void ck_channel_scale(const float *x, ck_view view, const float *factor, const float *offset,
                      bool relu, float *y);
/// Σ dy and Σ dy · (x − mean[c]) by channel; with `y`, dy counts only where y > 0.
ck_status ck_moments_backward(const float *x, const float *_Nullable y, const float *dy,
                              ck_view view, const float *mean, float *sum, float *product);
/// dx = a[c] · dy + b[c] · x + c[c]; with `y`, dy counts only where y > 0. `dx` may be `dy`.
void ck_channel_gradient(const float *x, const float *_Nullable y, const float *dy, ck_view view,
                         const float *a, const float *b, const float *c, float *dx);

#pragma clang assume_nonnull end
