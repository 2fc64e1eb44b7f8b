#include "narrow.h"

#include <stdatomic.h>
#include <string.h>

#include "include/allocate.h"
#include "include/parallel.h"
#include "multiversion.h"

// Image by image, within the first caches: the product of dy [positions × out_channels] and the
// weights [out_channels × taps] gives every tap of every position, and those are added up where
// they fall on a padded image.

enum { PAIR = 32, TILE = 8 };

typedef struct {
  const ck_geometry *g;
  const float *dy, *bias;
  float *w, *dx;
  int64_t taps, stride;  // taps of all channels, and the same rounded up to PAIR
  int64_t height, width; // of the padded image
  bool relu;
  // Room for the taps of one image and the padded image, once for each thread.
  float *room;
  size_t room_floats;
  atomic_int threads;
} narrow;

bool ck_is_narrow(const ck_geometry *g, ck_layout layout) {
  int64_t block;
  return g->groups == 1 && g->in_channels <= 4 && g->out_channels % 16 == 0 &&
         ck_layout_block(layout, g->out_channels, &block) && block == 16;
}

// `count` (at most TILE) positions, two registers of taps.
CK_INLINE void multiply(const float *dy, int64_t group_step, const float *w, int64_t stride,
                        int64_t channels, float *out, int count) {
  ck_lanes low[TILE], high[TILE];
  for (int p = 0; p < count; p++) low[p] = (ck_lanes){0}, high[p] = (ck_lanes){0};
  for (int64_t group = 0; group < channels / 16; group++) {
    const float *from = dy + group * group_step;
    for (int c = 0; c < 16; c++, w += stride) {
      ck_lanes a = *(const ck_lanes *)w, b = *(const ck_lanes *)(w + 16);
      for (int p = 0; p < count; p++) {
        float v = from[p * 16 + c];
        low[p] += v * a;
        high[p] += v * b;
      }
    }
  }
  for (int p = 0; p < count; p++) {
    *(ck_lanes *)(out + p * stride) = low[p];
    *(ck_lanes *)(out + p * stride + 16) = high[p];
  }
}

CK_INLINE void add_taps(const narrow *o, const float *columns, float *image, int64_t kernel_width) {
  const ck_geometry *g = o->g;
  for (int64_t c = 0; c < g->in_channels; c++) {
    float *plane = image + c * o->height * o->width;
    const float *from = columns + c * g->kernel_height * kernel_width;
    for (int64_t row = 0; row < g->out_height; row++)
      for (int64_t column = 0; column < g->out_width; column++) {
        const float *taps = from + (row * g->out_width + column) * o->stride;
        float *to = plane + row * g->stride * o->width + column * g->stride;
        for (int64_t i = 0; i < g->kernel_height; i++)
          for (int64_t j = 0; j < kernel_width; j++)
            to[i * o->width + j] += taps[i * kernel_width + j];
      }
  }
}

CK_INLINE void finish(const narrow *o, const float *image, float *dx) {
  const ck_geometry *g = o->g;
  for (int64_t c = 0; c < g->in_channels; c++) {
    float bias = o->bias ? o->bias[c] : 0;
    for (int64_t row = 0; row < g->in_height; row++) {
      const float *from =
          image + (c * o->height + row + g->padding) * o->width + g->padding;
      float *to = dx + (c * g->in_height + row) * g->in_width;
      for (int64_t j = 0; j < g->in_width; j++) {
        float v = from[j] + bias;
        to[j] = o->relu && v < 0 ? 0 : v;
      }
    }
  }
}

CK_BODY(images) {
  narrow *o = context;
  const ck_geometry *g = o->g;
  int64_t positions = g->out_height * g->out_width, group_step = positions * 16;
  float *columns = o->room + (size_t)atomic_fetch_add(&o->threads, 1) * o->room_floats;
  float *image = columns + positions * o->stride;
  size_t image_floats = (size_t)(g->in_channels * o->height * o->width);
  for (int64_t n = begin; n < end; n++) {
    const float *dy = o->dy + n * g->out_channels * positions;
    for (int64_t tap = 0; tap < o->stride; tap += PAIR) {
      int64_t p = 0;
      for (; p + TILE <= positions; p += TILE)
        multiply(dy + p * 16, group_step, o->w + tap, o->stride, g->out_channels,
                 columns + p * o->stride + tap, TILE);
      for (; p + 4 <= positions; p += 4)
        multiply(dy + p * 16, group_step, o->w + tap, o->stride, g->out_channels,
                 columns + p * o->stride + tap, 4);
      for (; p < positions; p++)
        multiply(dy + p * 16, group_step, o->w + tap, o->stride, g->out_channels,
                 columns + p * o->stride + tap, 1);
    }
    memset(image, 0, image_floats * sizeof(float));
    if (g->kernel_width == 5)
      add_taps(o, columns, image, 5);
    else if (g->kernel_width == 3)
      add_taps(o, columns, image, 3);
    else
      add_taps(o, columns, image, g->kernel_width);
    finish(o, image, o->dx + n * g->in_channels * g->in_height * g->in_width);
  }
}

static int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }

ck_status ck_narrow_transposed(const ck_geometry *g, const float *dy, const float *w,
                               const float *bias, bool relu, float *dx) {
  narrow o = {.g = g, .dy = dy, .bias = bias, .dx = dx, .relu = relu};
  o.taps = g->in_channels * g->kernel_height * g->kernel_width;
  o.stride = (o.taps + PAIR - 1) / PAIR * PAIR;
  // Large enough for every window and for the padded image, which windows need not cover.
  o.height = larger((g->out_height - 1) * g->stride + g->kernel_height,
                    g->in_height + 2 * g->padding);
  o.width = larger((g->out_width - 1) * g->stride + g->kernel_width, g->in_width + 2 * g->padding);
  size_t taps_floats = (size_t)(g->out_height * g->out_width * o.stride);
  size_t image_floats = (size_t)(g->in_channels * o.height * o.width);
  o.room_floats = (taps_floats + image_floats + 15) / 16 * 16;
  int64_t threads = ck_threads();
  size_t w_floats = (size_t)(g->out_channels * o.stride);
  size_t bytes = (w_floats + o.room_floats * (size_t)threads) * sizeof(float);
  o.w = ck_allocate(bytes);
  if (!o.w) return CK_OUT_OF_MEMORY;
  o.room = o.w + w_floats;
  memset(o.w, 0, w_floats * sizeof(float));
  for (int64_t c = 0; c < g->out_channels; c++)
    memcpy(o.w + c * o.stride, w + c * o.taps, (size_t)o.taps * sizeof(float));
  // The grain keeps the ranges down to the rooms.
  ck_parallel(g->n, (g->n + threads - 1) / threads, images, &o);
  ck_release(o.w, bytes);
  return CK_OK;
}
