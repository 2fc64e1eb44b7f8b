#pragma once
#include "arrays.h"

#pragma clang assume_nonnull begin

/// Where a stream of random words stands: Philox 4×32-10, as `Random` has it.
typedef struct {
  uint64_t seed, stream, words;
} ck_random;

/// Keeps each element, multiplied by `scale`, where its word (one each, in row-major order whatever
/// the view) is at least `threshold` · 2⁸, and makes it 0 elsewhere; `kept` gets 1 or 0 by element
/// of `x`, in the order of memory.
void ck_dropout(const void *x, ck_view view, ck_random random, uint32_t threshold, float scale,
                void *y, uint8_t *kept);
/// dx = scale · dy where `kept`. `dx` may be `dy`.
void ck_dropout_backward(const void *dy, ck_type type, const uint8_t *kept, float scale, void *dx,
                         int64_t count);

/// y = x · factors[image, channel]. `y` may be `x`.
void ck_scale_planes(const void *x, ck_view view, const float *factors, void *y);

#pragma clang assume_nonnull end
