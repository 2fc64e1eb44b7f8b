#pragma once
<<<<<<< HEAD
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
=======
#include <stdint.h>

#pragma clang assume_nonnull begin

/// y = x · Φ(x), Φ being the normal distribution; within 4·10⁻⁷ of |x|.
void ck_gelu(const float *x, float *y, int64_t count);
/// dx = dy · (Φ(x) + x · φ(x)). `dx` may be `dy`.
void ck_gelu_backward(const float *x, const float *dy, float *dx, int64_t count);

/// y = x where x ≥ 0, slope · x below.
void ck_leaky_relu(const float *x, float slope, float *y, int64_t count);
/// dx = dy where `sign` > 0, slope · dy elsewhere. `dx` may be `dy`.
void ck_leaky_relu_backward(const float *sign, float slope, const float *dy, float *dx,
>>>>>>> networks
                            int64_t count);

#pragma clang assume_nonnull end
