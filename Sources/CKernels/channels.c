#include "include/channels.h"

#include <string.h>

#include "include/allocate.h"
#include "include/parallel.h"
#include "multiversion.h"

// The view is cut into items: one group of channels of one image (or of a run of rows). An item is
// `count` positions, `stride` floats apart, of `width` (at most 16) neighbouring channels.

enum { LANES = 16, PARTS = 8, STRIP = 256 };

typedef struct {
  const float *x, *y, *dy, *mean, *a, *b, *c;
  float *out;
  double *partial;  // [PARTS][2][channels]
  ck_view view;
  int64_t groups, lanes;
  bool relu;
} walk;

typedef struct {
  int64_t base, channel, width, count, stride;
} item;

static walk prepare(ck_view view) {
  // Matrices and channels-last images are one long run of positions; cut it into images of 32.
  walk w = {.view = view};
  if (view.block == view.channels && view.block > 1) {
    int64_t positions = view.n * view.spatial;
    w.view.spatial = positions < 32 ? positions : 32;
    w.view.n = w.view.spatial ? (positions + w.view.spatial - 1) / w.view.spatial : 0;
  }
  w.lanes = view.block < LANES ? view.block : LANES;
  w.groups = view.channels / view.block * ((view.block + w.lanes - 1) / w.lanes);
  return w;
}

CK_INLINE item find(const walk *w, ck_view original, int64_t image, int64_t group) {
  int64_t block = w->view.block, per_block = (block + w->lanes - 1) / w->lanes;
  int64_t outer = group / per_block, inner = group % per_block * w->lanes;
  item i = {.channel = outer * block + inner, .stride = block, .count = w->view.spatial};
  i.width = block - inner < w->lanes ? block - inner : w->lanes;
  if (block == w->view.channels && block > 1) {
    int64_t positions = original.n * original.spatial, first = image * w->view.spatial;
    if (first + i.count > positions) i.count = positions - first;
    i.base = first * block + inner;
  } else {
    i.base = (image * (w->view.channels / block) + outer) * w->view.spatial * block + inner;
  }
  return i;
}

typedef struct {
  walk w;
  ck_view original;
} job;

// The body is compiled three times: whole registers of channels, one channel at a time, the rest.
#define POSITIONS(BODY)                                                                    \
  if (i.width == LANES) {                                                                  \
    for (int64_t p = 0; p < i.count; p++)                                                  \
      for (int64_t l = 0; l < LANES; l++) {                                                \
        int64_t at = i.base + p * i.stride + l, channel = i.channel + l;                   \
        BODY                                                                               \
      }                                                                                    \
  } else if (i.stride == 1) {                                                              \
    int64_t channel = i.channel;                                                           \
    for (int64_t at = i.base; at < i.base + i.count; at++) {                               \
      BODY                                                                                 \
    }                                                                                      \
  } else {                                                                                 \
    for (int64_t p = 0; p < i.count; p++)                                                  \
      for (int64_t l = 0; l < i.width; l++) {                                              \
        int64_t at = i.base + p * i.stride + l, channel = i.channel + l;                   \
        BODY                                                                               \
      }                                                                                    \
  }

#define ELEMENTWISE(NAME, BODY)                                                            \
  CK_VECTOR static void NAME(void *context, int64_t begin, int64_t end) {                  \
    const job *j = context;                                                                \
    const walk *w = &j->w;                                                                 \
    for (int64_t index = begin; index < end; index++) {                                    \
      item i = find(w, j->original, index / w->groups, index % w->groups);                 \
      POSITIONS(BODY)                                                                      \
    }                                                                                      \
  }

ELEMENTWISE(bias_items, float v = w->out[at] + (w->a ? w->a[channel] : 0.0f);
            w->out[at] = w->relu && v < 0 ? 0 : v;)
ELEMENTWISE(scale_items, float v = w->x[at] * w->a[channel] + w->b[channel];
            w->out[at] = w->relu && v < 0 ? 0 : v;)
ELEMENTWISE(gradient_items,
            w->out[at] = w->a[channel] * w->dy[at] + (w->b[channel] * w->x[at] + w->c[channel]);)
ELEMENTWISE(masked_gradient_items, float g = w->dy[at]; g = w->y[at] > 0 ? g : 0;
            w->out[at] = w->a[channel] * g + (w->b[channel] * w->x[at] + w->c[channel]);)

static void for_items(job *j, ck_body body) {
  int64_t size = j->w.view.spatial * j->w.lanes;
  ck_parallel(j->w.view.n * j->w.groups, CK_GRAIN / (size > 0 ? size : 1) + 1, body, j);
}

void ck_add_bias(float *x, ck_view view, const float *bias, bool relu) {
  job j = {prepare(view), view};
  j.w.out = x, j.w.a = bias, j.w.relu = relu;
  for_items(&j, bias_items);
}

void ck_channel_scale(const float *x, ck_view view, const float *factor, const float *offset,
                      bool relu, float *y) {
  job j = {prepare(view), view};
  j.w.x = x, j.w.a = factor, j.w.b = offset, j.w.relu = relu, j.w.out = y;
  for_items(&j, scale_items);
}

void ck_channel_gradient(const float *x, const float *y, const float *dy, ck_view view,
                         const float *a, const float *b, const float *c, float *dx) {
  job j = {prepare(view), view};
  j.w.x = x, j.w.y = y, j.w.dy = dy, j.w.a = a, j.w.b = b, j.w.c = c, j.w.out = dx;
  for_items(&j, y ? masked_gradient_items : gradient_items);
}

// Sums run over PARTS runs of images and all groups: the cut does not depend on threads. Strips of
// floats are gathered into doubles.
#define SUMS(NAME, FIRST, SECOND)                                                          \
  CK_VECTOR static void NAME(void *context, int64_t begin, int64_t end) {                  \
    const job *j = context;                                                                \
    const walk *w = &j->w;                                                                 \
    for (int64_t index = begin; index < end; index++) {                                    \
      int64_t part = index / w->groups, group = index % w->groups;                         \
      double one[LANES] = {0}, two[LANES] = {0};                                           \
      item i = find(w, j->original, 0, group);                                             \
      for (int64_t n = w->view.n * part / PARTS; n < w->view.n * (part + 1) / PARTS; n++) { \
        i = find(w, j->original, n, group);                                                \
        int64_t end_of_item = i.count, base = i.base;                                      \
        for (int64_t s = 0; s < end_of_item; s += STRIP) {                                 \
          i.count = end_of_item - s < STRIP ? end_of_item - s : STRIP;                     \
          i.base = base + s * i.stride;                                                    \
          float first[LANES] = {0}, second[LANES] = {0};                                   \
          {                                                                                \
            STRIP_SUM(FIRST, SECOND)                                                       \
          }                                                                                \
          for (int l = 0; l < LANES; l++) one[l] += first[l], two[l] += second[l];         \
        }                                                                                  \
      }                                                                                    \
      double *out = w->partial + part * 2 * w->view.channels + i.channel;                  \
      for (int64_t l = 0; l < i.width; l++)                                                \
        out[l] = one[l], out[w->view.channels + l] = two[l];                               \
    }                                                                                      \
  }

#define STRIP_SUM(FIRST, SECOND)                                                           \
  _Pragma("clang fp reassociate(on)") if (i.stride == 1) {                                 \
    float f = 0, q = 0;                                                                    \
    int64_t channel = i.channel;                                                           \
    (void)channel;                                                                         \
    for (int64_t at = i.base; at < i.base + i.count; at++) {                               \
      f += FIRST;                                                                          \
      q += SECOND;                                                                         \
    }                                                                                      \
    first[0] = f, second[0] = q;                                                           \
  }                                                                                        \
  else if (i.width == LANES) {                                                             \
    for (int64_t p = 0; p < i.count; p++)                                                  \
      for (int64_t l = 0; l < LANES; l++) {                                                \
        int64_t at = i.base + p * i.stride + l, channel = i.channel + l;                   \
        (void)channel;                                                                     \
        first[l] += FIRST;                                                                 \
        second[l] += SECOND;                                                               \
      }                                                                                    \
  }                                                                                        \
  else {                                                                                   \
    for (int64_t p = 0; p < i.count; p++)                                                  \
      for (int64_t l = 0; l < i.width; l++) {                                              \
        int64_t at = i.base + p * i.stride + l, channel = i.channel + l;                   \
        (void)channel;                                                                     \
        first[l] += FIRST;                                                                 \
        second[l] += SECOND;                                                               \
      }                                                                                    \
  }

CK_INLINE float square(float v) { return v * v; }
CK_INLINE float masked(const walk *w, int64_t at) {
  float g = w->dy[at];
  return w->y[at] > 0 ? g : 0;
}

SUMS(plain_sums, w->x[at], 0.0f)
SUMS(centred_squares, square(w->x[at] - w->mean[channel]), 0.0f)
SUMS(gradient_sums, w->dy[at], w->dy[at] * (w->x[at] - w->mean[channel]))
SUMS(masked_gradient_sums, masked(w, at), masked(w, at) * (w->x[at] - w->mean[channel]))

static ck_status sums(job *j, ck_body body, double factor, float *one, float *two) {
  int64_t channels = j->w.view.channels;
  size_t bytes = (size_t)(PARTS * 2 * channels) * sizeof(double);
  double *partial = ck_allocate(bytes);
  if (!partial) return CK_OUT_OF_MEMORY;
  j->w.partial = partial;
  int64_t size = j->w.view.n * j->w.view.spatial * j->w.lanes / PARTS;
  ck_parallel(PARTS * j->w.groups, CK_GRAIN / (size > 0 ? size : 1) + 1, body, j);
  for (int64_t c = 0; c < channels; c++) {
    double a = 0, b = 0;
    for (int64_t p = 0; p < PARTS; p++)
      a += partial[p * 2 * channels + c], b += partial[(p * 2 + 1) * channels + c];
    one[c] = (float)(a * factor);
    if (two) two[c] = (float)(b * factor);
  }
  ck_release(partial, bytes);
  return CK_OK;
}

ck_status ck_channel_sum(const float *x, ck_view view, float *out) {
  job j = {prepare(view), view};
  j.w.x = x;
  return sums(&j, plain_sums, 1, out, NULL);
}

ck_status ck_moments(const float *x, ck_view view, float *mean, float *variance) {
  job j = {prepare(view), view};
  double factor = 1.0 / (double)(view.n * view.spatial);
  j.w.x = x, j.w.mean = mean;
  ck_status status = sums(&j, plain_sums, factor, mean, NULL);
  return status == CK_OK ? sums(&j, centred_squares, factor, variance, NULL) : status;
}

ck_status ck_moments_backward(const float *x, const float *y, const float *dy, ck_view view,
                              const float *mean, float *sum, float *product) {
  job j = {prepare(view), view};
  j.w.x = x, j.w.y = y, j.w.dy = dy, j.w.mean = mean;
  return sums(&j, y ? masked_gradient_sums : gradient_sums, 1, sum, product);
}
