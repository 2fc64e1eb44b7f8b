#pragma once
#include "arrays.h"

#pragma clang assume_nonnull begin

// Element by element; all arrays of a call are of one type and lie the same.

/// y = x · Φ(x), Φ being the normal distribution; within 4·10⁻⁷ of |x|.
void ck_gelu(const void *x, ck_type type, void *y, int64_t count);
/// dx = dy · (Φ(x) + x · φ(x)). `dx` may be `dy`.
void ck_gelu_backward(const void *x, ck_type type, const void *dy, void *dx, int64_t count);

/// y = x where x ≥ 0, slope · x below.
void ck_leaky_relu(const void *x, ck_type type, float slope, void *y, int64_t count);
/// dx = dy where `sign` > 0, slope · dy elsewhere. `dx` may be `dy`.
void ck_leaky_relu_backward(const void *sign, ck_type type, float slope, const void *dy, void *dx,
                            int64_t count);

#pragma clang assume_nonnull end
