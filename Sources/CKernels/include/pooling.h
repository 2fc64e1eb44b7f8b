#pragma once
#include "arrays.h"

#pragma clang assume_nonnull begin

typedef struct {
  int64_t in_height, in_width, out_height, out_width, size, stride, padding;
} ck_window;

/// The greatest value of each window and its place in the input plane (row · in_width + column), the
/// first of equals. `view.spatial` is the input's; output and places have the same block.
void ck_max_pool(const void *x, ck_view view, ck_window window, void *y, int32_t *places);
void ck_max_pool_backward(const void *dy, const int32_t *places, ck_view view, ck_window window,
                          void *dx);

#pragma clang assume_nonnull end
