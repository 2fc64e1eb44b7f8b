#pragma once
#include "arrays.h"

#pragma clang assume_nonnull begin

/// Rectangles of a plane, one for each place of the output.
typedef struct {
  int64_t in_height, in_width, out_height, out_width;
  /// First and behind the last input row of each output row; the same for columns.
  const int32_t *rows, *columns;
  /// What a sum is divided by; 0: by the number of its elements.
  float divisor;
} ck_rectangles;

/// The mean of each rectangle. `view` is the input's; the output has the same block, and a type of
/// its own.
void ck_average_pool(const void *x, ck_view view, ck_rectangles where, ck_type type, void *y);
void ck_average_pool_backward(const void *dy, ck_type type, ck_view view, ck_rectangles where,
                              void *dx);

#pragma clang assume_nonnull end
