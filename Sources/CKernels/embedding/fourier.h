#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "include/arrays.h"

/// Complex numbers on a square grid, side a power of two from 16 on: row-major real parts, and
/// imaginary ones.
typedef struct {
  float *re, *im;
} ck_plane;

/// Cosines and −sines of 2π·k/side, k < side, into `turns` [2 × side].
void ck_turns(int64_t side, float *turns);

/// Discrete Fourier transform of each column of `from`, stored as a row of `to`: twice makes the
/// two-dimensional transform. Only the first `columns` columns are taken; the other rows of `to`
/// are left alone. `from` may not be `to`.
ck_status ck_transform_columns(ck_plane from, ck_plane to, int64_t side, int64_t columns,
                               const float *turns);
