#pragma once
#include <stdint.h>

#pragma clang assume_nonnull begin

// bfloat16 numbers are the upper halves of float32 numbers, rounded to the nearest, ties to even.

void ck_widen(const uint16_t *x, float *y, int64_t count);
/// dx = dy where y > 0, 0 elsewhere. `dx` may be `dy`.
void ck_mask_bf16(const uint16_t *y, const uint16_t *dy, uint16_t *dx, int64_t count);
/// y += x.
void ck_accumulate_bf16(const uint16_t *x, uint16_t *y, int64_t count);

#pragma clang assume_nonnull end
