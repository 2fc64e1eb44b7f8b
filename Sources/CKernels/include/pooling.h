#pragma once
#include "arrays.h"

#pragma clang assume_nonnull begin

typedef struct {
  int64_t in_height, in_width, out_height, out_width, size, stride, padding;
} ck_window;

/// Bytes of a place in a window.
size_t ck_place_bytes(ck_window window);
/// The greatest value of each window and its place there (row · size + column), the first of equals.
/// `view.spatial` is the input's; output and places have the same block.
void ck_max_pool(const void *x, ck_view view, ck_window window, void *y, void *places);
void ck_max_pool_backward(const void *dy, const void *places, ck_view view, ck_window window,
                          void *dx);

#pragma clang assume_nonnull end
