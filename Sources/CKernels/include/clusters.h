#pragma once
#include "arrays.h"

#pragma clang assume_nonnull begin

// Work of clusterings. Results are the same bits for any number of threads.

/// For each i, row rows[i] of x leaves sum from[i] and joins sum to[i], −1 for none; in the order of
/// i. `sums` is [clusters × width].
void ck_move_rows(const float *x, const int32_t *rows, const int32_t *from, const int32_t *to,
                  int64_t count, int64_t width, double *sums);

/// centre[j] = sum[j] / counts[j], scaled to length 1 where `unit`; clusters of nothing keep their
/// centre. shifts[j] is how far it went.
void ck_means(const double *sums, const int64_t *counts, bool unit, int64_t clusters, int64_t width,
              float *centres, float *shifts);

/// For `count` candidates, row numbers of x [n × width]: d[t·n + i] = min(nearest[i],
/// ‖x_i − candidate t‖²), and their sums over pieces of CK_SEED_PIECE rows, sums[t·pieces + piece].
void ck_seed_distances(const float *x, int64_t n, int64_t width, const int64_t *candidates,
                       int64_t count, const float *nearest, float *d, double *sums);
enum { CK_SEED_PIECE = 1024 };

/// The same where row i is the outer product of left_i [a] and right_i [b], which is never made.
void ck_seed_factored(const float *left, const float *right, int64_t n, int64_t a, int64_t b,
                      const int64_t *candidates, int64_t count, const float *nearest, float *d,
                      double *sums);

/// nearest[r] = min(nearest[r], ‖x_r − x_p‖²) for r of rows[0 ..< count] and p of picks[seen[r] ..<
/// picked]; then seen[r] = picked.
void ck_refresh(const float *x, int64_t width, const int32_t *rows, int64_t count,
                const int32_t *picks, int64_t picked, int32_t *seen, float *nearest);

/// Means of the columns of x [n × width], then their biased variances, in two passes.
void ck_column_moments(const float *x, int64_t n, int64_t width, double *moments);

#pragma clang assume_nonnull end
