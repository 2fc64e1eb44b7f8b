#include "include/pooling.h"

#include "include/parallel.h"
#include "lanes.h"

typedef struct {
  const void *x;
  void *y;
  int32_t *places;
  const int32_t *origin;
  ck_view view;
  ck_window window;
} pool;

// `block` neighbouring channels of one image at a time.
CK_INLINE void pool_planes(const pool *o, int64_t begin, int64_t end, int64_t block,
                           ck_type type) {
  const ck_window w = o->window;
  for (int64_t plane = begin; plane < end; plane++) {
    int64_t x = plane * w.in_height * w.in_width * block;
    int64_t out = plane * w.out_height * w.out_width * block;
    for (int64_t row = 0; row < w.out_height; row++) {
      for (int64_t column = 0; column < w.out_width; column++, out += block) {
        int32_t *place = o->places + out;
        for (int64_t l = 0; l < block; l++)
          ck_store1(o->y, out + l, -__builtin_inff(), type), place[l] = -1;
        for (int64_t i = row * w.stride - w.padding; i < row * w.stride - w.padding + w.size; i++) {
          if (i < 0 || i >= w.in_height) continue;
          int64_t first = column * w.stride - w.padding;
          for (int64_t j = first; j < first + w.size; j++) {
            if (j < 0 || j >= w.in_width) continue;
            int32_t here = (int32_t)(i * w.in_width + j);
            int64_t from = x + (int64_t)here * block;
            for (int64_t l = 0; l < block; l++) {
              float v = ck_load1(o->x, from + l, type), best = ck_load1(o->y, out + l, type);
              int better = (v > best) | (v != v) | (place[l] < 0);
              ck_store1(o->y, out + l, better ? v : best, type);
              place[l] = better ? here : place[l];
            }
          }
        }
      }
    }
  }
}

CK_INLINE void pool_blocks(const pool *o, int64_t begin, int64_t end, ck_type type) {
  if (o->view.block == 16)
    pool_planes(o, begin, end, 16, type);
  else if (o->view.block == 1)
    pool_planes(o, begin, end, 1, type);
  else
    pool_planes(o, begin, end, o->view.block, type);
}

CK_INLINE void pool_back(const pool *o, int64_t begin, int64_t end, ck_type type) {
  const ck_window w = o->window;
  int64_t block = o->view.block, in = w.in_height * w.in_width * block;
  int64_t out = w.out_height * w.out_width * block;
  for (int64_t plane = begin; plane < end; plane++) {
    int64_t dx = plane * in, dy = plane * out;
    for (int64_t i = 0; i < in; i++) ck_store1(o->y, dx + i, 0, type);
    const int32_t *place = o->origin + dy;
    for (int64_t p = 0; p < out; p += block)
      for (int64_t l = 0; l < block; l++) {
        int64_t at = dx + place[p + l] * block + l;
        ck_store1(o->y, at, ck_load1(o->y, at, type) + ck_load1(o->x, dy + p + l, type), type);
      }
  }
}

CK_BODY(pool_items) {
  const pool *o = context;
  if (o->view.type == CK_BFLOAT16)
    pool_blocks(o, begin, end, CK_BFLOAT16);
  else
    pool_blocks(o, begin, end, CK_FLOAT32);
}

CK_BODY(pool_back_items) {
  const pool *o = context;
  if (o->view.type == CK_BFLOAT16)
    pool_back(o, begin, end, CK_BFLOAT16);
  else
    pool_back(o, begin, end, CK_FLOAT32);
}

static int64_t planes(ck_view view) { return view.n * (view.channels / view.block); }

void ck_max_pool(const void *x, ck_view view, ck_window window, void *y, int32_t *places) {
  pool o = {.x = x, .y = y, .places = places, .view = view, .window = window};
  ck_parallel(planes(view), 1, pool_items, &o);
}

void ck_max_pool_backward(const void *dy, const int32_t *places, ck_view view, ck_window window,
                          void *dx) {
  pool o = {.x = dy, .origin = places, .y = dx, .view = view, .window = window};
  ck_parallel(planes(view), 1, pool_back_items, &o);
}
