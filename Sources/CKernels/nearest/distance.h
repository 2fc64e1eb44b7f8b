#pragma once
#include <stdint.h>
#include <string.h>

#include "multiversion.h"

// Sums in one fixed order, so that every kernel that compares distances gets the same bits.

typedef int32_t ck_int_lanes __attribute__((vector_size(64), aligned(4)));

static const int32_t ck_tail_mask[32] = {0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,
                                         0,  0,  0,  0,  0,  -1, -1, -1, -1, -1, -1,
                                         -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};

typedef struct {
  ck_lanes v;
} ck_sum_lanes;

CK_INLINE float ck_horizontal_sum(ck_sum_lanes s) {
  ck_lanes a = s.v + __builtin_shufflevector(s.v, s.v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4,
                                             5, 6, 7);
  a += __builtin_shufflevector(a, a, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11);
  a += __builtin_shufflevector(a, a, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
  return a[0] + a[1];
}

/// ‖x − y‖², each difference rounded once: the relative error is below (n/64 + 12) · 2⁻²⁴.
CK_INLINE float ck_squared_distance(const float *x, const float *y, int64_t n) {
  if (n < 16) {
    float s = 0;
    for (int64_t i = 0; i < n; i++) s += (x[i] - y[i]) * (x[i] - y[i]);
    return s;
  }
  ck_lanes a = {0}, b = {0}, c = {0}, e = {0};
  int64_t i = 0;
  for (; i + 64 <= n; i += 64) {
    ck_lanes p = *(const ck_lanes *)(x + i) - *(const ck_lanes *)(y + i);
    ck_lanes q = *(const ck_lanes *)(x + i + 16) - *(const ck_lanes *)(y + i + 16);
    ck_lanes r = *(const ck_lanes *)(x + i + 32) - *(const ck_lanes *)(y + i + 32);
    ck_lanes s = *(const ck_lanes *)(x + i + 48) - *(const ck_lanes *)(y + i + 48);
    a += p * p, b += q * q, c += r * r, e += s * s;
  }
  for (; i + 16 <= n; i += 16) {
    ck_lanes p = *(const ck_lanes *)(x + i) - *(const ck_lanes *)(y + i);
    a += p * p;
  }
  if (i < n) {
    // The last sixteen again, without those that were counted.
    ck_lanes p = *(const ck_lanes *)(x + n - 16) - *(const ck_lanes *)(y + n - 16);
    ck_int_lanes mask = *(const ck_int_lanes *)(ck_tail_mask + (n - i));
    p = (ck_lanes)((ck_int_lanes)p & mask);
    b += p * p;
  }
  return ck_horizontal_sum((ck_sum_lanes){(a + b) + (c + e)});
}
