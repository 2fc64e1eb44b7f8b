#pragma once
#include <stdint.h>

#pragma clang assume_nonnull begin

/// Copies `rows` runs of `width` elements, which begin `from_stride` and `to_stride` apart.
void ck_copy_runs(const float *from, int64_t from_stride, float *to, int64_t to_stride,
                  int64_t rows, int64_t width);

#pragma clang assume_nonnull end
