#include "include/settings.h"

#include <pthread.h>

extern int omp_get_max_threads(void);

static pthread_once_t asked = PTHREAD_ONCE_INIT;
static int standard_threads;
static _Thread_local ck_scope current;

// What OpenMP says is a property of the calling thread, which ck_apply_threads changes: it is asked
// once, before that.
static void ask(void) { standard_threads = omp_get_max_threads(); }

ck_settings ck_standard_settings(void) {
  pthread_once(&asked, ask);
  return (ck_settings){.threads = standard_threads, .winograd = true};
}

ck_settings ck_current_settings(void) {
  return current.is_entered ? current.settings : ck_standard_settings();
}

ck_scope ck_enter_settings(ck_settings settings) {
  pthread_once(&asked, ask);
  if (settings.threads < 1) settings.threads = 1;
  ck_scope outer = current;
  current = (ck_scope){settings, true};
  return outer;
}

void ck_leave_settings(ck_scope outer) { current = outer; }
