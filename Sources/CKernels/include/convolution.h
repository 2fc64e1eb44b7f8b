#pragma once
#include "arrays.h"

#pragma clang assume_nonnull begin

/// A convolution from [n, in_channels, in_height, in_width] images to [n, out_channels, out_height,
/// out_width]. A transposed convolution is the same, walked backwards.
typedef struct {
  int64_t n, in_channels, in_height, in_width;
  int64_t out_channels, out_height, out_width;
  int64_t kernel_height, kernel_width, stride, padding, groups;
  /// 1 to multiply bfloat16 numbers and give images as bfloat16, 0 for float32. Sums are float32.
  int64_t bf16;
  /// 1 where float32 may go Winograd's way (`ck_settings`), 0 for the direct way.
  int64_t winograd;
} ck_geometry;

// Weights are row-major float32 [out_channels × in_channels / groups × kernel_height ×
// kernel_width]. Results are new arrays in whatever layout is fastest; inputs may have any layout
// and type.

/// y = x ∗ w + bias, negative values cut to 0 with `relu`.
ck_status ck_convolve(const ck_geometry *geometry, ck_array x, const float *w,
                      const float *_Nullable bias, bool relu, ck_array *y);
/// dx = what `dy` sends back through w; with `bias` (one per in_channel) and `relu` it is a
/// transposed convolution.
ck_status ck_convolve_transposed(const ck_geometry *geometry, ck_array dy, const float *w,
                                 const float *_Nullable bias, bool relu, ck_array *dx);
/// dw (row-major, like w), and the sum of dy over everything but channels where `db` is given.
ck_status ck_convolve_weights(const ck_geometry *geometry, ck_array x, ck_array dy, float *dw,
                              float *_Nullable db);

#pragma clang assume_nonnull end
