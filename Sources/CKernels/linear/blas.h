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

// OpenBLAS keeps one number of threads for the whole process and takes it over from whoever calls:
// callers that want different ones go one after the other. Within a team it uses one thread and
// touches nothing, so nobody waits there.

/// Held around a call of OpenBLAS, which then uses `ck_threads()`.
void ck_blas_lock(void);
void ck_blas_unlock(void);
