#pragma once
#include "arrays.h"

#pragma clang assume_nonnull begin

// Stochastic neighbour embedding in the plane. Positions are two arrays x and y.

/// Conditional probabilities p[i·k + j] ∝ exp(−b_i · d[i·k + j]) that sum to 1 over j, with b_i such
/// that their entropy is ln(perplexity), from squared distances d [n × k].
void ck_perplexity(const float *d, int64_t n, int64_t k, float perplexity, float *p);

/// From conditional probabilities of neighbours, the symmetric joint ones (p_ij + p_ji) / 2n, in rows:
/// row i is at starts[i] ..< starts[i + 1] of `columns` and `values`, ascending by column. Room for
/// n + 1 starts and 2·n·k entries.
ck_status ck_symmetric(const int32_t *indices, const float *p, int64_t n, int64_t k,
                       int64_t *starts, int32_t *columns, float *values);

/// Σ_j p_ij · q_ij · (position_i − position_j) for each i, where q = 1 / (1 + distance²).
void ck_attraction(const int64_t *starts, const int32_t *columns, const float *values,
                   const float *x, const float *y, int64_t n, float *fx, float *fy);
/// Σ_ij p_ij · ln(p_ij · z / q_ij): the divergence where z is the sum of all q.
ck_status ck_embedding_divergence(const int64_t *starts, const int32_t *columns,
                                  const float *values, const float *x, const float *y, int64_t n,
                                  double z, double *divergence);

/// Σ_j q_ij² · (position_i − position_j) for each i over all pairs; Σ_ij q_ij into `z`. O(n²) time,
/// O(n) memory.
ck_status ck_repulsion(const float *x, const float *y, int64_t n, float *fx, float *fy, double *z);
/// The same by interpolation on a grid and fast Fourier transforms, O(n + grid); close to some 10⁻³.
ck_status ck_repulsion_by_grid(const float *x, const float *y, int64_t n, float *fx, float *fy,
                               double *z);

#pragma clang assume_nonnull end
