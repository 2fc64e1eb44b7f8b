#include "channelwalk.h"
#include "include/allocate.h"
#include "include/parallel.h"

// Passes that give each channel a sum or two, in PARTS that are added in their order, so that the
// number of threads changes nothing.

typedef enum { SUM, MOMENTS, BACKWARD } reduction;

CK_INLINE void reduce_one(const job *j, reduction what, int64_t at, int64_t word, int64_t part,
                          const ck_register p[3], ck_type type, ck_register *one, ck_register *two) {
  ck_register x = take(j->s.x, at, part, type);
  if (what == SUM) {
    one->v += x.v;
    return;
  }
  ck_register d = {x.v - p[0].v};
  if (what == MOMENTS) {
    // Lanes beyond the tail hold no element.
    if (part < LANES)
      for (int64_t l = part; l < LANES; l++) d.v[l] = 0;
    one->v += d.v;
    two->v += d.v * d.v;
    return;
  }
  ck_register g = passed(j, at, word, part, x, p[1], p[2], type);
  one->v += g.v;
  two->v += g.v * d.v;
}

enum { STRIP = 256 };

// Sums of up to STRIP registers in single precision, then in double.
typedef struct {
  ck_register one, two;
  int64_t held;
  double first[LANES], second[LANES];
} sums;

CK_INLINE void flush(sums *t) {
  for (int l = 0; l < LANES; l++) {
    t->first[l] += (double)t->one.v[l];
    t->second[l] += (double)t->two.v[l];
  }
  t->one = t->two = (ck_register){0};
  t->held = 0;
}

CK_INLINE void reduce_run(const job *j, reduction what, run r, const ck_register p[3], ck_type type,
                          sums *t) {
  for (int64_t k = 0; k < r.count;) {
    if (t->held >= STRIP) flush(t);
    int64_t stop = k + STRIP - t->held < r.count ? k + STRIP - t->held : r.count;
    t->held += stop - k;
    ck_register one = t->one, two = t->two;
    if (r.part == LANES)
      for (; k < stop; k++)
        reduce_one(j, what, r.at + k * r.step, r.word + k, LANES, p, type, &one, &two);
    else
      for (; k < stop; k++)
        reduce_one(j, what, r.at + k * r.step, r.word + k, r.part, p, type, &one, &two);
    t->one = one, t->two = two;
  }
  if (!r.tail) return;
  t->held++;
  reduce_one(j, what, r.at + r.count * r.step, r.word + r.count, r.tail, p, type, &t->one,
             &t->two);
}

CK_INLINE void reduce_runs(const job *j, reduction what, int64_t begin, int64_t end, ck_type type) {
  for (int64_t index = begin; index < end; index++) {
    int64_t part = index / j->groups, group = index % j->groups;
    sums t = {.held = 0};
    run r = locate(j, 0, group);
    ck_register p[] = {parameters(j->mean, r, 0), parameters(j->s.factor, r, 1),
                    parameters(j->s.offset, r, 0)};
    for (int64_t n = j->images * part / PARTS; n < j->images * (part + 1) / PARTS; n++)
      reduce_run(j, what, locate(j, n, group), p, type, &t);
    flush(&t);
    double *out = j->partial + part * 2 * j->view.channels + r.channel;
    int64_t width = r.period < r.part ? r.period : r.part;
    for (int64_t l = 0; l < width; l++) out[l] = out[j->view.channels + l] = 0;
    for (int64_t l = 0; l < r.part; l++) {
      out[l % r.period] += t.first[l];
      out[j->view.channels + l % r.period] += t.second[l];
    }
  }
}

#define SUM_RUNS(TYPE) reduce_runs(j, SUM, begin, end, TYPE)
#define MOMENT_RUNS(TYPE) reduce_runs(j, MOMENTS, begin, end, TYPE)
#define BACKWARD_RUNS(TYPE) reduce_runs(j, BACKWARD, begin, end, TYPE)
VECTORISED(sum_body, SUM_RUNS)
VECTORISED(moment_body, MOMENT_RUNS)
VECTORISED(backward_body, BACKWARD_RUNS)

// Leaves both sums of channel c in j->partial[c] and [channels + c]; the caller releases it.
static ck_status reduce(job *j, ck_body body, size_t *bytes) {
  int64_t both = 2 * j->view.channels;
  *bytes = (size_t)(PARTS * both) * sizeof(double);
  j->partial = ck_allocate(*bytes);
  if (!j->partial) return CK_OUT_OF_MEMORY;
  int64_t size = j->view.n * j->view.spatial * LANES / PARTS;
  ck_parallel(PARTS * j->groups, CK_GRAIN / (size > 0 ? size : 1) + 1, body, j);
  for (int64_t p = 1; p < PARTS; p++)
    for (int64_t i = 0; i < both; i++) j->partial[i] += j->partial[p * both + i];
  return CK_OK;
}

ck_status ck_channel_sum(const void *x, ck_view view, float *out) {
  job j = prepare(view);
  size_t bytes;
  j.s.x = x;
  ck_status status = reduce(&j, sum_body, &bytes);
  if (status != CK_OK) return status;
  for (int64_t c = 0; c < view.channels; c++) out[c] = (float)j.partial[c];
  ck_release(j.partial, bytes);
  return CK_OK;
}

ck_status ck_moments(const void *x, ck_view view, float *mean, float *variance) {
  job j = prepare(view);
  size_t bytes;
  double count = (double)(view.n * view.spatial);
  // Around a value of the channel, sums of squares lose no more digits than the data has.
  for (int64_t c = 0; c < view.channels; c++)
    mean[c] = ck_load1(x, c / view.block * view.spatial * view.block + c % view.block, view.type);
  j.s.x = x, j.mean = mean;
  ck_status status = reduce(&j, moment_body, &bytes);
  if (status != CK_OK) return status;
  for (int64_t c = 0; c < view.channels; c++) {
    double shift = j.partial[c] / count;
    double square = j.partial[view.channels + c] / count - shift * shift;
    mean[c] = (float)((double)mean[c] + shift);
    variance[c] = square < 0 ? 0 : (float)square;
  }
  ck_release(j.partial, bytes);
  return CK_OK;
}

ck_status ck_moments_backward(ck_scaling scaling, const uint16_t *passed, const void *dy,
                              ck_view view, const float *mean, float *sum, float *product) {
  job j = prepare(view);
  size_t bytes;
  j.s = scaling, j.passed = passed, j.dy = dy, j.mean = mean;
  ck_status status = reduce(&j, backward_body, &bytes);
  if (status != CK_OK) return status;
  for (int64_t c = 0; c < view.channels; c++) {
    sum[c] = (float)j.partial[c];
    product[c] = (float)j.partial[view.channels + c];
  }
  ck_release(j.partial, bytes);
  return CK_OK;
}
