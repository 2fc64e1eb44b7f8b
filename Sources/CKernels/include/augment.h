#pragma once
#include <stdint.h>

#include "arrays.h"

#pragma clang assume_nonnull begin

/// What is done to one image, in this order: geometry, colour, grey, blur, scaling, cutout.
typedef struct {
  /// Which image of the store.
  int64_t row;
  /// From an output pixel (x, y) to a place in the source, both counted from the middle of the first
  /// pixel: (m[0] x + m[1] y + m[2], m[3] x + m[4] y + m[5]). What lies outside is black.
  float m[6];
  /// Factors of brightness, contrast and saturation (1: as it is), and a turn of the hue in whole
  /// turns (0: as it is); `order` says which of the four (0 to 3) comes when.
  float brightness, contrast, saturation, hue;
  int32_t order[4];
  /// Whether colour is taken away.
  int32_t grey;
  /// Deviation of the blur in pixels; 0: none. `blur_size` is the side of its window, odd.
  float sigma;
  int32_t blur_size;
  /// A rectangle set to 0 after scaling: left, top, right, bottom; empty where right ≤ left.
  int32_t cut[4];
} ck_augmentation;

/// Changed images as numbers: after the changes, value · factor[c] + offset[c], where a value of 1 is
/// full intensity. `scale` makes bytes to [0, 1]. Shape of out: [count × channels × height × width].
/// The same bits for any number of threads; `parallel` 0: all on the calling thread.
ck_status ck_augment(const uint8_t *bytes, const ck_augmentation *jobs, int64_t count,
                     int64_t channels, int64_t height, int64_t width, float scale,
                     const float *factor, const float *offset, float *out, int parallel);

#pragma clang assume_nonnull end
