#pragma once
#include "arrays.h"

#pragma clang assume_nonnull begin

// Losses of yes or no, and of pairs. Sums are the same bits for any number of threads.

/// Whether no element is below 0 or above 1; not a number is neither.
bool ck_within_unit(const float *x, int64_t count);

/// Σ w_row · −(t · ln x + (1 − t) · ln(1 − x)), no logarithm below −100; each w is 1 without
/// `weights`, which are one for `width` elements.
ck_status ck_binary_entropy(const float *x, const float *targets, const float *_Nullable weights,
                            int64_t width, int64_t count, double *sum);
/// dx = factor · w_row · (x − t) / max(x · (1 − x), 10⁻¹²).
void ck_binary_entropy_backward(const float *x, const float *targets,
                                const float *_Nullable weights, int64_t width, float factor,
                                float *dx, int64_t count);

/// Σ of the same for probabilities 1 / (1 + e^−x), without the detour: max(x, 0) − x·t + ln(1 +
/// e^−|x|).
ck_status ck_binary_entropy_of_logits(const float *x, const float *targets, int64_t count,
                                      double *sum);
/// dx = factor · (1 / (1 + e^−x) − t).
void ck_binary_entropy_of_logits_backward(const float *x, const float *targets, float factor,
                                          float *dx, int64_t count);

/// Σ_i −ln softmax_{j ≠ i}(scale · s[i,j]) at j = i ± n/2, of similarities [n × n], n even; `p`
/// gets the softmax, 0 on the diagonal.
ck_status ck_pair_entropy(const float *s, float scale, float *p, int64_t n, double *sum);
/// ds = factor · (p − 1 at the pair).
void ck_pair_entropy_backward(const float *p, float factor, float *ds, int64_t n);

#pragma clang assume_nonnull end
