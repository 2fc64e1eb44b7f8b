#include "include/parallel.h"

#include "include/settings.h"

// libgomp's own entry points: what a compiler makes of `#pragma omp parallel`. Swift's clang has no
// OpenMP header or runtime of its own, and a second pool of threads would halve the speed of both.
extern void GOMP_parallel(void (*body)(void *), void *data, unsigned threads, unsigned flags);
extern int omp_get_thread_num(void);
extern int omp_get_num_threads(void);
extern int omp_get_max_threads(void);
extern int omp_in_parallel(void);
extern void omp_set_num_threads(int threads);

int ck_threads(void) { return ck_current_settings().threads; }

void ck_apply_threads(void) {
  // The number is a property of the calling thread, not of the process.
  int threads = ck_threads();
  if (omp_get_max_threads() != threads) omp_set_num_threads(threads);
}

typedef struct {
  ck_body body;
  void *context;
  int64_t count, grain;
  // Of the thread that asks, for those that help it.
  ck_settings settings;
} loop;

static void run_share(void *data) {
  const loop *l = data;
  int64_t grains = (l->count + l->grain - 1) / l->grain;
  int64_t thread = omp_get_thread_num(), team = omp_get_num_threads();
  int64_t begin = grains * thread / team * l->grain;
  int64_t end = grains * (thread + 1) / team * l->grain;
  if (end > l->count) end = l->count;
  if (begin >= end) return;
  ck_scope outer = ck_enter_settings(l->settings);
  l->body(l->context, begin, end);
  ck_leave_settings(outer);
}

void ck_parallel(int64_t count, int64_t grain, ck_body body, void *context) {
  if (count <= 0) return;
  if (grain < 1) grain = 1;
  int64_t grains = (count + grain - 1) / grain;
  ck_settings settings = ck_current_settings();
  int64_t threads = settings.threads;
  if (threads > grains) threads = grains;
  if (threads <= 1 || omp_in_parallel()) {
    body(context, 0, count);
    return;
  }
  loop l = {body, context, count, grain, settings};
  GOMP_parallel(run_share, &l, (unsigned)threads, 0);
}
