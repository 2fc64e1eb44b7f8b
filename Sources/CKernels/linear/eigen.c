#include "include/eigen.h"

#include "blas.h"
#include "include/allocate.h"

// OpenBLAS carries LAPACK, whose names no header declares.
extern void dsyevd_(const char *job, const char *triangle, const blasint *n, double *a,
                    const blasint *lda, double *values, double *work, const blasint *work_size,
                    blasint *integers, const blasint *integers_size, blasint *info);

ck_status ck_eigen_workspace(int64_t n, int64_t *numbers, int64_t *integers) {
  // 1 + 6n + 2n² numbers and 3 + 5n integers for eigenvectors, says dsyevd, and reckons in integers
  // of its own: asked beyond what those hold, it answers nonsense.
  blasint fits;
  int64_t square;
  if (n < 0 || __builtin_mul_overflow(n, n, &square) || square > INT64_MAX / 4) return CK_TOO_LARGE;
  *numbers = 1 + 6 * n + 2 * square;
  *integers = 3 + 5 * n;
  return ck_blas_int(*numbers, &fits) && ck_blas_int(*integers, &fits) ? CK_OK : CK_TOO_LARGE;
}

ck_status ck_eigen(double *a, int64_t n, double *values) {
  if (n <= 0) return CK_OK;
  int64_t numbers, more;
  ck_status status = ck_eigen_workspace(n, &numbers, &more);
  if (status != CK_OK) return status;
  blasint order = (blasint)n, info = 0, query = -1, work_size, integers_size = (blasint)more;
  double best;
  dsyevd_("V", "U", &order, a, &order, values, &best, &query, &integers_size, &query, &info);
  if (info != 0) return CK_LAPACK_FAILED;
  // A small matrix goes faster with more than it needs.
  if (!ck_blas_int((int64_t)best > numbers ? (int64_t)best : numbers, &work_size))
    return CK_TOO_LARGE;
  size_t bytes = (size_t)work_size * sizeof(double);
  size_t integer_bytes = (size_t)integers_size * sizeof(blasint);
  double *work = ck_allocate(bytes);
  blasint *integers = ck_allocate(integer_bytes);
  if (work && integers) {
    ck_blas_lock();
    dsyevd_("V", "U", &order, a, &order, values, work, &work_size, integers, &integers_size, &info);
    ck_blas_unlock();
  }
  status = !work || !integers ? CK_OUT_OF_MEMORY : info == 0 ? CK_OK : CK_LAPACK_FAILED;
  ck_release(work, bytes);
  ck_release(integers, integer_bytes);
  return status;
}
