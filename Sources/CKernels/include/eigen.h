#pragma once
#include "arrays.h"

#pragma clang assume_nonnull begin

/// Eigenvalues, ascending, and unit eigenvectors of a symmetric matrix a [n × n], which they
/// overwrite, a row each. LAPACK's dsyevd; CK_LIBRARY where it does not converge.
ck_status ck_eigen(double *a, int64_t n, double *values);

#pragma clang assume_nonnull end
