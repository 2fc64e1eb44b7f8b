#include "blas.h"

#include <pthread.h>

#include "include/parallel.h"

extern int omp_in_parallel(void);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void ck_blas_lock(void) {
  if (omp_in_parallel()) return;
  pthread_mutex_lock(&lock);
  ck_apply_threads();
}

void ck_blas_unlock(void) {
  if (!omp_in_parallel()) pthread_mutex_unlock(&lock);
}
