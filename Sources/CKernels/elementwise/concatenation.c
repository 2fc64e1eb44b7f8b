#include "include/concatenation.h"

#include <string.h>

#include "include/parallel.h"
#include "multiversion.h"

typedef struct {
  const float *from;
  float *to;
  int64_t from_stride, to_stride, width;
} runs;

static void copy_runs(void *context, int64_t begin, int64_t end) {
  const runs *o = context;
  for (int64_t i = begin; i < end; i++)
    memcpy(o->to + i * o->to_stride, o->from + i * o->from_stride,
           (size_t)o->width * sizeof(float));
}

void ck_copy_runs(const float *from, int64_t from_stride, float *to, int64_t to_stride,
                  int64_t rows, int64_t width) {
  runs o = {from, to, from_stride, to_stride, width};
  ck_parallel(rows, CK_GRAIN / (width > 0 ? width : 1) + 1, copy_runs, &o);
}
