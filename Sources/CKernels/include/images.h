#pragma once
#include <stdint.h>

#include "arrays.h"

#pragma clang assume_nonnull begin

// Images as decoders give them: bytes [height × width × channels], channels interleaved.

/// The part of an image inside a box (left, top, right, bottom, in pixels), resampled to
/// `out_width` × `out_height` by a triangle filter as wide as the pixels it joins, so that shrinking
/// does not alias. Channels come out one after another; row y of channel c begins at
/// out + c · plane_stride + y · row_stride.
/// Numbers are those of Pillow's `resize(…, BILINEAR, box)`: horizontal first, bytes in between.
/// How many input pixels one output pixel takes at most, where `from` to `to` becomes `out` pixels.
int64_t ck_triangle_taps(double from, double to, int64_t out);

/// The weights of a triangle filter along one axis of `in` pixels, as wide as a pixel of the larger image:
/// for output pixel i, those of the `count[i]` input pixels from `first[i]` on are at `weights[i * taps]`,
/// and sum to 1.
void ck_triangle_filter(int64_t in, double from, double to, int64_t out, int64_t *first,
                        int64_t *count, double *weights);

ck_status ck_resample(const uint8_t *pixels, int64_t width, int64_t height, int64_t channels,
                      const double *box, int64_t out_width, int64_t out_height, uint8_t *out,
                      int64_t row_stride, int64_t plane_stride);

/// The image turned upright, from EXIF orientation 1 to 8; from 5 on, width and height change places.
void ck_orient(const uint8_t *pixels, int64_t width, int64_t height, int64_t channels,
               int orientation, uint8_t *out);

/// Luma of red, green, blue by ITU-R 601-2: (19595 r + 38470 g + 7471 b + 32768) / 65536.
void ck_luma(const uint8_t *pixels, int64_t count, uint8_t *out);

/// Red, green, blue, alpha over white.
void ck_over_white(const uint8_t *pixels, int64_t count, int64_t channels, uint8_t *out);

/// Ink to light: each of red, green, blue is (255 − ink) · (255 − black) / 255. Adobe's files hold the
/// complement of ink.
void ck_ink_to_light(const uint8_t *pixels, int64_t count, int inverted, uint8_t *out);

#pragma clang assume_nonnull end
