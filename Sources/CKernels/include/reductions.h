#pragma once
#include "arrays.h"

#pragma clang assume_nonnull begin

// Sums are the same bits for any number of threads: pieces are cut by size, not by thread.

ck_status ck_sum(const float *x, int64_t count, double *sum);
/// Σ (x − y)².
ck_status ck_squared_error(const float *x, const float *y, int64_t count, double *sum);
/// dx = factor · (x − y).
void ck_difference(const float *x, const float *y, float factor, float *dx, int64_t count);

/// out[o,i] = factor · Σ_a x[o,a,i].
void ck_sum_axis(const float *x, float factor, float *out, int64_t outer, int64_t axis,
                 int64_t inner);
/// dx[o,a,i] = factor · dy[o,i].
void ck_spread_axis(const float *dy, float factor, float *dx, int64_t outer, int64_t axis,
                    int64_t inner);
/// The greatest value along the axis and where it stands first.
void ck_max_axis(const float *x, float *out, int32_t *where, int64_t outer, int64_t axis,
                 int64_t inner);
/// dx is 0 but for dx[o,where[o,i],i] = dy[o,i].
void ck_max_axis_backward(const float *dy, const int32_t *where, float *dx, int64_t outer,
                          int64_t axis, int64_t inner);

/// y = x / max(‖x‖, epsilon) for each row; norms[i] = max(‖x_i‖, epsilon).
void ck_normalize_rows(const float *x, float epsilon, float *y, float *norms, int64_t rows,
                       int64_t columns);
void ck_normalize_rows_backward(const float *y, const float *norms, float epsilon, const float *dy,
                                float *dx, int64_t rows, int64_t columns);

/// d[i,j] = ‖x_i − c_j‖², summed directly: right to the last bits for points that nearly coincide.
void ck_squared_distances(const float *x, const float *c, float *d, int64_t n, int64_t k,
                          int64_t width);
/// d[i,j] = max(0, d[i,j] + ‖x_i‖² + ‖c_j‖²), where d holds −2·x·cᵀ; `lengths` has room for k.
void ck_complete_distances(const float *x, const float *c, float *lengths, float *d, int64_t n,
                           int64_t k, int64_t width);
/// dx_i = 2·(x_i·s_i − p_i), the gradient once products `p` and sums `s` are there.
void ck_distance_gradient(const float *x, const float *sums, const float *products, float *dx,
                          int64_t rows, int64_t columns);

#pragma clang assume_nonnull end
