#pragma once
#include "arrays.h"

#pragma clang assume_nonnull begin

// Rows of logits or probabilities, [rows × classes].

void ck_softmax(const float *x, float *p, int64_t rows, int64_t classes);
void ck_log_softmax(const float *x, float *y, int64_t rows, int64_t classes);
/// out[i] = ln Σ_j e^x[i,j].
void ck_log_sum_exp(const float *x, float *out, int64_t rows, int64_t classes);

/// dx = p · (dy − Σ dy·p).
void ck_softmax_backward(const float *p, const float *dy, float *dx, int64_t rows, int64_t classes);
/// dx = dy − e^y · Σ dy.
void ck_log_softmax_backward(const float *y, const float *dy, float *dx, int64_t rows,
                             int64_t classes);
/// dx = dy[i] · e^(x − out[i]).
void ck_log_sum_exp_backward(const float *x, const float *out, const float *dy, float *dx,
                             int64_t rows, int64_t classes);

/// Σ_i w_i · −ln softmax(x_i)[target_i]; `p` gets the softmax.
ck_status ck_cross_entropy(const float *x, const int64_t *targets, const float *weights, float *p,
                           int64_t rows, int64_t classes, double *sum);
/// dx = factor · w_i · (p − onehot(target_i)).
void ck_cross_entropy_backward(const float *p, const int64_t *targets, const float *weights,
                               float factor, float *dx, int64_t rows, int64_t classes);

/// Σ p · ln(p / q) over all elements; 0 · ln 0 is 0.
ck_status ck_divergence(const float *p, const float *q, int64_t count, double *sum);
/// dq = −factor · p / q, 0 where p is 0.
void ck_divergence_backward(const float *p, const float *q, float factor, float *dq, int64_t count);

#pragma clang assume_nonnull end
