#pragma once
#include "arrays.h"

#pragma clang assume_nonnull begin

/// Eigenvalues, ascending, and unit eigenvectors of a symmetric matrix a [n × n], which they
/// overwrite, a row each. LAPACK's dsyevd; CK_LAPACK_FAILED where it does not converge.
ck_status ck_eigen(double *a, int64_t n, double *values);
/// What that takes: float64 numbers and integers. CK_TOO_LARGE where LAPACK's integers, which have
/// 32 bits in most builds, cannot count them: from 32767 rows on.
ck_status ck_eigen_workspace(int64_t n, int64_t *numbers, int64_t *integers);

#pragma clang assume_nonnull end
