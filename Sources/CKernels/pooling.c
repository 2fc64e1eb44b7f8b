#include "include/pooling.h"

#include <string.h>

#include "include/parallel.h"
#include "multiversion.h"

typedef struct {
  const float *x;
  float *y;
  int32_t *places;
  const int32_t *origin;
  ck_view view;
  ck_window window;
} pool;

// `block` neighbouring channels of one image at a time.
CK_INLINE void pool_planes(const pool *o, int64_t begin, int64_t end, int64_t block) {
  const ck_window w = o->window;
  for (int64_t plane = begin; plane < end; plane++) {
    const float *x = o->x + plane * w.in_height * w.in_width * block;
    int64_t out = plane * w.out_height * w.out_width * block;
    for (int64_t row = 0; row < w.out_height; row++) {
      for (int64_t column = 0; column < w.out_width; column++, out += block) {
        float *y = o->y + out;
        int32_t *place = o->places + out;
        for (int64_t l = 0; l < block; l++) y[l] = -__builtin_inff(), place[l] = -1;
        for (int64_t i = row * w.stride - w.padding; i < row * w.stride - w.padding + w.size; i++) {
          if (i < 0 || i >= w.in_height) continue;
          int64_t first = column * w.stride - w.padding;
          for (int64_t j = first; j < first + w.size; j++) {
            if (j < 0 || j >= w.in_width) continue;
            int32_t here = (int32_t)(i * w.in_width + j);
            const float *from = x + (int64_t)here * block;
            for (int64_t l = 0; l < block; l++) {
              float v = from[l];
              int better = (v > y[l]) | (v != v) | (place[l] < 0);
              y[l] = better ? v : y[l];
              place[l] = better ? here : place[l];
            }
          }
        }
      }
    }
  }
}

CK_VECTOR static void pool_items(void *context, int64_t begin, int64_t end) {
  const pool *o = context;
  if (o->view.block == 16)
    pool_planes(o, begin, end, 16);
  else if (o->view.block == 1)
    pool_planes(o, begin, end, 1);
  else
    pool_planes(o, begin, end, o->view.block);
}

CK_VECTOR static void pool_back(void *context, int64_t begin, int64_t end) {
  const pool *o = context;
  const ck_window w = o->window;
  int64_t block = o->view.block, in = w.in_height * w.in_width * block;
  int64_t out = w.out_height * w.out_width * block;
  for (int64_t plane = begin; plane < end; plane++) {
    float *dx = o->y + plane * in;
    memset(dx, 0, (size_t)in * sizeof(float));
    const float *dy = o->x + plane * out;
    const int32_t *place = o->origin + plane * out;
    for (int64_t p = 0; p < out; p += block)
      for (int64_t l = 0; l < block; l++) dx[place[p + l] * block + l] += dy[p + l];
  }
}

static int64_t planes(ck_view view) { return view.n * (view.channels / view.block); }

void ck_max_pool(const float *x, ck_view view, ck_window window, float *y, int32_t *places) {
  pool o = {.x = x, .y = y, .places = places, .view = view, .window = window};
  ck_parallel(planes(view), 1, pool_items, &o);
}

void ck_max_pool_backward(const float *dy, const int32_t *places, ck_view view, ck_window window,
                          float *dx) {
  pool o = {.x = dy, .origin = places, .y = dx, .view = view, .window = window};
  ck_parallel(planes(view), 1, pool_back, &o);
}
