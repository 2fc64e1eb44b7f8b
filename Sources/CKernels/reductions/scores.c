#include "include/scores.h"

#include <stdatomic.h>

#include "include/allocate.h"
#include "include/parallel.h"
#include "logarithm.h"

typedef struct {
  const float *p;
  int64_t samples, n, classes;
  float *out;
  atomic_int failed;
} scoring;

/// Rows of a piece, whose terms are computed one after the other whatever rows they are of.
enum { PIECE = 16 };

CK_INLINE void terms(const float *p, float *out, int64_t count) {
  for (int64_t i = 0; i < count; i++) out[i] = p[i] * ck_logf(p[i]);
}

CK_INLINE float sum_of(const float *x, int64_t count) {
#pragma clang fp reassociate(on)
  float s = 0;
  // A product with NaN is NaN, and must not spoil the sum.
  for (int64_t i = 0; i < count; i++) s += x[i] == x[i] ? x[i] : 0.0f;
  return s;
}

CK_BODY(entropies) {
  scoring *o = context;
  int64_t width = o->classes;
  size_t bytes = (size_t)(PIECE * width) * sizeof(float);
  float *room = ck_allocate(bytes);
  if (!room) {
    atomic_store(&o->failed, 1);
    return;
  }
  for (int64_t i = begin; i < end; i += PIECE) {
    int64_t rows = end - i < PIECE ? end - i : PIECE;
    terms(o->p + i * width, room, rows * width);
    for (int64_t r = 0; r < rows; r++) o->out[i + r] = -sum_of(room + r * width, width);
  }
  ck_release(room, bytes);
}

static int64_t grain(int64_t elements) {
  return (CK_GRAIN / (elements > 0 ? elements : 1) / PIECE + 1) * PIECE;
}

ck_status ck_entropy_rows(const float *p, int64_t n, int64_t classes, float *out) {
  scoring o = {.p = p, .n = n, .classes = classes, .out = out};
  ck_parallel(n, grain(classes), entropies, &o);
  return atomic_load(&o.failed) ? CK_OUT_OF_MEMORY : CK_OK;
}

CK_BODY(information) {
  scoring *o = context;
  int64_t width = o->classes;
  size_t bytes = (size_t)(2 * PIECE * width) * sizeof(float);
  float *room = ck_allocate(bytes);
  if (!room) {
    atomic_store(&o->failed, 1);
    return;
  }
  float *means = room + PIECE * width, share = 1.0f / (float)o->samples;
  for (int64_t i = begin; i < end; i += PIECE) {
    int64_t rows = end - i < PIECE ? end - i : PIECE, count = rows * width;
    float inner[PIECE] = {0};
    for (int64_t j = 0; j < count; j++) means[j] = 0;
    for (int64_t t = 0; t < o->samples; t++) {
      const float *p = o->p + (t * o->n + i) * width;
      terms(p, room, count);
      for (int64_t j = 0; j < count; j++) means[j] += p[j];
      for (int64_t r = 0; r < rows; r++) inner[r] += sum_of(room + r * width, width);
    }
    for (int64_t j = 0; j < count; j++) means[j] *= share;
    terms(means, room, count);
    for (int64_t r = 0; r < rows; r++) {
      float gain = share * inner[r] - sum_of(room + r * width, width);
      o->out[i + r] = gain > 0 ? gain : 0;
    }
  }
  ck_release(room, bytes);
}

ck_status ck_information_rows(const float *p, int64_t samples, int64_t n, int64_t classes,
                              float *out) {
  scoring o = {.p = p, .samples = samples, .n = n, .classes = classes, .out = out};
  ck_parallel(n, grain(samples * classes), information, &o);
  return atomic_load(&o.failed) ? CK_OUT_OF_MEMORY : CK_OK;
}

// The two largest so far; comparisons with NaN are false, which leaves it out.
CK_INLINE void rank(float x, float *first, float *second) {
  float lesser = x > *first ? *first : x;
  *first = x > *first ? x : *first;
  *second = lesser > *second ? lesser : *second;
}

CK_BODY(margins) {
  const scoring *o = context;
  int64_t width = o->classes;
  for (int64_t i = begin; i < end; i++) {
    const float *p = o->p + i * width;
    float first = 0, second = 0;
    int64_t j = 0;
    if (width >= 32) {
      float firsts[16] = {0}, seconds[16] = {0};
      for (; j + 16 <= width; j += 16)
        for (int lane = 0; lane < 16; lane++) rank(p[j + lane], &firsts[lane], &seconds[lane]);
      for (int lane = 0; lane < 16; lane++) {
        rank(firsts[lane], &first, &second);
        rank(seconds[lane], &first, &second);
      }
    }
    for (; j < width; j++) rank(p[j], &first, &second);
    o->out[i] = first - second;
  }
}

void ck_margin_rows(const float *p, int64_t n, int64_t classes, float *out) {
  scoring o = {.p = p, .n = n, .classes = classes, .out = out};
  ck_parallel(n, grain(classes), margins, &o);
}

CK_BODY(largest) {
  const scoring *o = context;
  for (int64_t i = begin; i < end; i++) {
    const float *p = o->p + i * o->classes;
    float first = 0;
    for (int64_t j = 0; j < o->classes; j++) first = p[j] > first ? p[j] : first;
    o->out[i] = first;
  }
}

void ck_largest_rows(const float *p, int64_t n, int64_t classes, float *out) {
  scoring o = {.p = p, .n = n, .classes = classes, .out = out};
  ck_parallel(n, grain(classes), largest, &o);
}
