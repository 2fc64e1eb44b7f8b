#pragma once
#include "arrays.h"

#pragma clang assume_nonnull begin

/// c = alpha · op(a) · op(b) + beta · c, everything row-major and dense: op(a) is [m × k], op(b) is
/// [k × n], c is [m × n]. CK_TOO_LARGE where OpenBLAS's integers do not hold a size.
ck_status ck_gemm(bool transpose_a, bool transpose_b, int64_t m, int64_t n, int64_t k, float alpha,
                  const float *a, const float *b, float beta, float *c);

/// The same for `count` rows of op(a) and of c, from row `first` on.
ck_status ck_gemm_rows(bool transpose_a, bool transpose_b, int64_t m, int64_t first, int64_t count,
                       int64_t n, int64_t k, float alpha, const float *a, const float *b, float beta,
                       float *c);

/// Takes what OpenBLAS needs for so many threads; false where the system has no room for it.
bool ck_blas_reserve(int threads);

/// Under a limit of addresses: takes the buffers and threads that would be asked for later, where they may
/// not be had any more. Whether there is room for them is found out before the libraries are loaded.
void ck_take_what_libraries_want(void);

/// What the libraries call themselves and the kernels they chose on this processor.
const char *ck_blas_description(void);
const char *ck_onednn_description(void);

#pragma clang assume_nonnull end
