#include "include/eigen.h"

#include "include/allocate.h"
#include "include/parallel.h"

// OpenBLAS carries LAPACK, whose names no header declares.
extern void dsyevd_(const char *job, const char *triangle, const int *n, double *a, const int *lda,
                    double *values, double *work, const int *work_size, int *integers,
                    const int *integers_size, int *info);

ck_status ck_eigen(double *a, int64_t n, double *values) {
  if (n <= 0) return CK_OK;
  if (n > 32768) return CK_UNSUPPORTED;
  ck_apply_threads();
  int order = (int)n, info = 0, query = -1, integer_room;
  double room;
  dsyevd_("V", "U", &order, a, &order, values, &room, &query, &integer_room, &query, &info);
  int work_size = (int)room;
  size_t bytes = (size_t)work_size * sizeof(double), more = (size_t)integer_room * sizeof(int);
  double *work = ck_allocate(bytes);
  int *integers = ck_allocate(more);
  if (work && integers)
    dsyevd_("V", "U", &order, a, &order, values, work, &work_size, integers, &integer_room, &info);
  ck_status status = !work || !integers ? CK_OUT_OF_MEMORY : info == 0 ? CK_OK : CK_LIBRARY;
  ck_release(work, bytes);
  ck_release(integers, more);
  return status;
}
