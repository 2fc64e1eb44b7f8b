#include "channelwalk.h"
#include "include/parallel.h"

// Passes that give each element its new value.

CK_INLINE void scale_one(const job *j, int64_t at, int64_t word, int64_t part, ck_register factor,
                         ck_register offset, ck_type type) {
  ck_register y = scaled(j, at, part, take(j->s.x, at, part, type), factor, offset, type);
  if (j->passing) j->passing[word] = ck_positive(y);
  if (j->s.relu) y = ck_where((ck_words){(ck_word_lanes)~(y.v < 0)}, y);
  put(j->out, at, part, y, type);
}

CK_INLINE void gradient_one(const job *j, int64_t at, int64_t word, int64_t part,
                            const ck_register p[5], ck_type type) {
  ck_register x = take(j->s.x, at, part, type);
  ck_register g = passed(j, at, word, part, x, p[0], p[1], type);
  if (j->to_residual) put(j->to_residual, at, part, g, type);
  ck_register dx = {p[2].v * g.v + (p[3].v * x.v + p[4].v)};
  put(j->out, at, part, dx, type);
}

CK_INLINE void scale_runs(const job *j, int64_t begin, int64_t end, ck_type type) {
  for (int64_t index = begin; index < end; index++) {
    run r = locate(j, index / j->groups, index % j->groups);
    ck_register factor = parameters(j->s.factor, r, 1), offset = parameters(j->s.offset, r, 0);
    if (r.part == LANES)
      for (int64_t k = 0; k < r.count; k++)
        scale_one(j, r.at + k * r.step, r.word + k, LANES, factor, offset, type);
    else
      for (int64_t k = 0; k < r.count; k++)
        scale_one(j, r.at + k * r.step, r.word + k, r.part, factor, offset, type);
    if (r.tail)
      scale_one(j, r.at + r.count * r.step, r.word + r.count, r.tail, factor, offset, type);
  }
}

CK_INLINE void gradient_runs(const job *j, int64_t begin, int64_t end, ck_type type) {
  for (int64_t index = begin; index < end; index++) {
    run r = locate(j, index / j->groups, index % j->groups);
    ck_register p[] = {parameters(j->s.factor, r, 1), parameters(j->s.offset, r, 0),
                    parameters(j->a, r, 0), parameters(j->b, r, 0), parameters(j->c, r, 0)};
    if (r.part == LANES)
      for (int64_t k = 0; k < r.count; k++)
        gradient_one(j, r.at + k * r.step, r.word + k, LANES, p, type);
    else
      for (int64_t k = 0; k < r.count; k++)
        gradient_one(j, r.at + k * r.step, r.word + k, r.part, p, type);
    if (r.tail) gradient_one(j, r.at + r.count * r.step, r.word + r.count, r.tail, p, type);
  }
}

#define SCALE_RUNS(TYPE) scale_runs(j, begin, end, TYPE)
#define GRADIENT_RUNS(TYPE) gradient_runs(j, begin, end, TYPE)
VECTORISED(scale_body, SCALE_RUNS)
VECTORISED(gradient_body, GRADIENT_RUNS)

static void for_runs(job *j, ck_body body) {
  int64_t size = j->positions * (j->is_long ? LANES : j->view.block);
  ck_parallel(j->images * j->groups, CK_GRAIN / (size > 0 ? size : 1) + 1, body, j);
}

void ck_add_bias(void *x, ck_view view, const float *bias, bool relu) {
  job j = prepare(view);
  j.s = (ck_scaling){.x = x, .offset = bias, .relu = relu};
  j.out = x;
  for_runs(&j, scale_body);
}

size_t ck_passed_bytes(ck_view view) {
  job j = prepare(view);
  return (size_t)(j.images * j.groups * words(&j)) * sizeof(uint16_t);
}

void ck_channel_scale(ck_scaling scaling, ck_view view, void *y, uint16_t *passing) {
  job j = prepare(view);
  j.s = scaling, j.out = y, j.passing = passing;
  for_runs(&j, scale_body);
}

void ck_channel_gradient(ck_scaling scaling, const uint16_t *passed, const void *dy, ck_view view,
                         const float *a, const float *b, const float *c, void *dx,
                         void *to_residual) {
  job j = prepare(view);
  j.s = scaling, j.passed = passed, j.dy = dy, j.a = a, j.b = b, j.c = c;
  j.out = dx, j.to_residual = to_residual;
  for_runs(&j, gradient_body);
}
