#include "include/channels.h"

#include "include/allocate.h"
#include "include/parallel.h"
#include "lanes.h"

// An array is walked in runs of registers of sixteen lanes. In blocks of 1, 4, 8 or 16 channels the
// positions of an image are one run, whose lanes repeat the channels of the block. In longer blocks
// (channels last, matrices) sixteen channels of CHUNK positions are a run, a block apart.

enum { LANES = 16, PARTS = 8, STRIP = 256, CHUNK = 32 };

typedef struct {
  ck_scaling s;
  const void *y, *dy;
  const float *mean, *a, *b, *c;
  void *out, *to_residual;
  double *partial;  // [PARTS][2][channels]
  // The view, cut anew: `images` of `positions`, each `groups` runs; `total` positions where they
  // are counted through all images.
  ck_view view;
  int64_t images, positions, groups, total;
  bool is_long;
} job;

typedef struct {
  // Registers at `at`, `at + step`, …; each of `part` elements, the last of `tail` unless 0.
  int64_t at, step, count, part, tail;
  int64_t channel, period;
} run;

static job prepare(ck_view view) {
  job j = {.view = view, .images = view.n, .positions = view.spatial};
  j.is_long = LANES % view.block != 0;
  j.groups = j.is_long ? (view.channels + LANES - 1) / LANES : view.channels / view.block;
  if (j.is_long) {
    j.total = view.n * view.spatial;
    j.positions = CHUNK;
    j.images = (j.total + CHUNK - 1) / CHUNK;
  }
  return j;
}

CK_INLINE run locate(const job *j, int64_t image, int64_t group) {
  int64_t block = j->view.block;
  if (!j->is_long) {
    int64_t elements = j->positions * block;
    return (run){(image * j->groups + group) * elements, LANES, elements / LANES, LANES,
                 elements % LANES, group * block, block};
  }
  // Blocks that are neither short nor all channels do not occur: see `tag_of` in layouts.c.
  int64_t channel = group * LANES, first = image * CHUNK;
  int64_t count = j->total - first < CHUNK ? j->total - first : CHUNK;
  int64_t part = block - channel < LANES ? block - channel : LANES;
  return (run){first * block + channel, block, count, part, 0, channel, LANES};
}

// The values of a run's channels, lane by lane; `fallback` where there are none.
CK_INLINE ck_register parameters(const float *p, run r, float fallback) {
  if (p && r.period == LANES && r.part == LANES) return ck_load(p, r.channel, CK_FLOAT32);
  ck_register result;
  for (int64_t l = 0; l < LANES; l++)
    result.v[l] = p && l < r.part ? p[r.channel + l % r.period] : fallback;
  return result;
}

CK_INLINE ck_register take(const void *base, int64_t at, int64_t part, ck_type type) {
  if (part == LANES) return ck_load(base, at, type);
  ck_register r = {0};
  for (int64_t l = 0; l < part; l++) r.v[l] = ck_load1(base, at + l, type);
  return r;
}

CK_INLINE void put(void *base, int64_t at, int64_t part, ck_register r, ck_type type) {
  if (part == LANES) {
    ck_store(base, at, r, type);
    return;
  }
  for (int64_t l = 0; l < part; l++) ck_store1(base, at + l, r.v[l], type);
}

CK_INLINE ck_register scaled(const job *j, int64_t at, int64_t part, ck_register x, ck_register factor,
                          ck_register offset, ck_type type) {
  ck_register y = {x.v * factor.v + offset.v};
  if (j->s.residual) y.v += take(j->s.residual, at, part, type).v;
  return y;
}

// dy where ReLU let the value through.
CK_INLINE ck_register passed(const job *j, int64_t at, int64_t part, ck_register x, ck_register factor,
                          ck_register offset, ck_type type) {
  ck_register g = take(j->dy, at, part, type);
  if (!j->s.relu) return g;
  ck_register y = j->y ? take(j->y, at, part, type) : scaled(j, at, part, x, factor, offset, type);
  return ck_where((ck_words){(ck_word_lanes)(y.v > 0)}, g);
}

CK_INLINE void scale_one(const job *j, int64_t at, int64_t part, ck_register factor, ck_register offset,
                         ck_type type) {
  ck_register y = scaled(j, at, part, take(j->s.x, at, part, type), factor, offset, type);
  if (j->s.relu) y = ck_where((ck_words){(ck_word_lanes)~(y.v < 0)}, y);
  put(j->out, at, part, y, type);
}

CK_INLINE void gradient_one(const job *j, int64_t at, int64_t part, const ck_register p[5],
                            ck_type type) {
  ck_register x = take(j->s.x, at, part, type);
  ck_register g = passed(j, at, part, x, p[0], p[1], type);
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
        scale_one(j, r.at + k * r.step, LANES, factor, offset, type);
    else
      for (int64_t k = 0; k < r.count; k++)
        scale_one(j, r.at + k * r.step, r.part, factor, offset, type);
    if (r.tail) scale_one(j, r.at + r.count * r.step, r.tail, factor, offset, type);
  }
}

CK_INLINE void gradient_runs(const job *j, int64_t begin, int64_t end, ck_type type) {
  for (int64_t index = begin; index < end; index++) {
    run r = locate(j, index / j->groups, index % j->groups);
    ck_register p[] = {parameters(j->s.factor, r, 1), parameters(j->s.offset, r, 0),
                    parameters(j->a, r, 0), parameters(j->b, r, 0), parameters(j->c, r, 0)};
    if (r.part == LANES)
      for (int64_t k = 0; k < r.count; k++) gradient_one(j, r.at + k * r.step, LANES, p, type);
    else
      for (int64_t k = 0; k < r.count; k++) gradient_one(j, r.at + k * r.step, r.part, p, type);
    if (r.tail) gradient_one(j, r.at + r.count * r.step, r.tail, p, type);
  }
}

typedef enum { SUM, MOMENTS, BACKWARD } reduction;

CK_INLINE void reduce_one(const job *j, reduction what, int64_t at, int64_t part,
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
  ck_register g = passed(j, at, part, x, p[1], p[2], type);
  one->v += g.v;
  two->v += g.v * d.v;
}

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
        reduce_one(j, what, r.at + k * r.step, LANES, p, type, &one, &two);
    else
      for (; k < stop; k++)
        reduce_one(j, what, r.at + k * r.step, r.part, p, type, &one, &two);
    t->one = one, t->two = two;
  }
  if (!r.tail) return;
  t->held++;
  reduce_one(j, what, r.at + r.count * r.step, r.tail, p, type, &t->one, &t->two);
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

#define VECTORISED(NAME, CALL)                                             \
  CK_VECTOR static void NAME(void *context, int64_t begin, int64_t end) {  \
    const job *j = context;                                                \
    if (j->view.type == CK_BFLOAT16)                                       \
      CALL(CK_BFLOAT16);                                                   \
    else                                                                   \
      CALL(CK_FLOAT32);                                                    \
  }

#define SCALE_RUNS(TYPE) scale_runs(j, begin, end, TYPE)
#define GRADIENT_RUNS(TYPE) gradient_runs(j, begin, end, TYPE)
#define SUM_RUNS(TYPE) reduce_runs(j, SUM, begin, end, TYPE)
#define MOMENT_RUNS(TYPE) reduce_runs(j, MOMENTS, begin, end, TYPE)
#define BACKWARD_RUNS(TYPE) reduce_runs(j, BACKWARD, begin, end, TYPE)
VECTORISED(scale_body, SCALE_RUNS)
VECTORISED(gradient_body, GRADIENT_RUNS)
VECTORISED(sum_body, SUM_RUNS)
VECTORISED(moment_body, MOMENT_RUNS)
VECTORISED(backward_body, BACKWARD_RUNS)

static void for_runs(job *j, ck_body body) {
  int64_t size = j->positions * (j->is_long ? LANES : j->view.block);
  ck_parallel(j->images * j->groups, CK_GRAIN / (size > 0 ? size : 1) + 1, body, j);
}

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

void ck_add_bias(void *x, ck_view view, const float *bias, bool relu) {
  job j = prepare(view);
  j.s = (ck_scaling){.x = x, .offset = bias, .relu = relu};
  j.out = x;
  for_runs(&j, scale_body);
}

void ck_channel_scale(ck_scaling scaling, ck_view view, void *y) {
  job j = prepare(view);
  j.s = scaling, j.out = y;
  for_runs(&j, scale_body);
}

void ck_channel_gradient(ck_scaling scaling, const void *y, const void *dy, ck_view view,
                         const float *a, const float *b, const float *c, void *dx,
                         void *to_residual) {
  job j = prepare(view);
  j.s = scaling, j.y = y, j.dy = dy, j.a = a, j.b = b, j.c = c;
  j.out = dx, j.to_residual = to_residual;
  for_runs(&j, gradient_body);
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

ck_status ck_moments_backward(ck_scaling scaling, const void *y, const void *dy, ck_view view,
                              const float *mean, float *sum, float *product) {
  job j = prepare(view);
  size_t bytes;
  j.s = scaling, j.y = y, j.dy = dy, j.mean = mean;
  ck_status status = reduce(&j, backward_body, &bytes);
  if (status != CK_OK) return status;
  for (int64_t c = 0; c < view.channels; c++) {
    sum[c] = (float)j.partial[c];
    product[c] = (float)j.partial[view.channels + c];
  }
  ck_release(j.partial, bytes);
  return CK_OK;
}
