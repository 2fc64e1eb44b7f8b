#pragma once
#include <cblas.h>
#include <stdbool.h>
#include <stdint.h>

/// The number as an integer of OpenBLAS's and its LAPACK's, which has 32 bits in most builds; false
/// where it does not fit.
static inline bool ck_blas_int(int64_t number, blasint *result) {
  *result = (blasint)number;
  return *result == number;
}
