#include "include/averages.h"

#include <string.h>

#include "include/parallel.h"
#include "multiversion.h"

typedef struct {
  const float *x;
  float *y;
  ck_view view;
  ck_rectangles where;
} average;

typedef struct {
  int64_t top, bottom, left, right;
  float factor;
} rectangle;

CK_INLINE rectangle find(const ck_rectangles *w, int64_t row, int64_t column) {
  rectangle r = {w->rows[2 * row], w->rows[2 * row + 1], w->columns[2 * column],
                 w->columns[2 * column + 1], 0};
  float elements = (float)((r.bottom - r.top) * (r.right - r.left));
  r.factor = 1.0f / (w->divisor > 0 ? w->divisor : elements);
  return r;
}

// LANES neighbouring channels of one image at a time: sixteen in a register, or one. Rows are summed
// first, which keeps the digits of large rectangles.
#define PLANES(LANES, TYPE)                                                                  \
  CK_INLINE void average_##TYPE(const average *o, int64_t begin, int64_t end) {              \
    const ck_rectangles w = o->where;                                                        \
    int64_t block = o->view.block, in = w.in_height * w.in_width * block;                    \
    float *y = o->y + begin * w.out_height * w.out_width * block;                            \
    for (int64_t plane = begin; plane < end; plane++) {                                      \
      const float *x = o->x + plane * in;                                                    \
      for (int64_t row = 0; row < w.out_height; row++)                                       \
        for (int64_t column = 0; column < w.out_width; column++, y += block) {               \
          rectangle r = find(&w, row, column);                                               \
          for (int64_t l = 0; l < block; l += LANES) {                                       \
            TYPE total = {0};                                                                \
            for (int64_t i = r.top; i < r.bottom; i++) {                                     \
              _Pragma("clang fp reassociate(on)") TYPE sum = {0};                            \
              for (int64_t j = r.left; j < r.right; j++)                                     \
                sum += *(const TYPE *)(x + (i * w.in_width + j) * block + l);                \
              total += sum;                                                                  \
            }                                                                                \
            *(TYPE *)(y + l) = total * r.factor;                                             \
          }                                                                                  \
        }                                                                                    \
    }                                                                                        \
  }                                                                                          \
  CK_INLINE void spread_##TYPE(const average *o, int64_t begin, int64_t end) {               \
    const ck_rectangles w = o->where;                                                        \
    int64_t block = o->view.block, in = w.in_height * w.in_width * block;                    \
    const float *dy = o->x + begin * w.out_height * w.out_width * block;                     \
    for (int64_t plane = begin; plane < end; plane++) {                                      \
      float *dx = o->y + plane * in;                                                         \
      memset(dx, 0, (size_t)in * sizeof(float));                                             \
      for (int64_t row = 0; row < w.out_height; row++)                                       \
        for (int64_t column = 0; column < w.out_width; column++, dy += block) {              \
          rectangle r = find(&w, row, column);                                               \
          for (int64_t l = 0; l < block; l += LANES) {                                       \
            TYPE share = *(const TYPE *)(dy + l) * r.factor;                                 \
            for (int64_t i = r.top; i < r.bottom; i++)                                       \
              for (int64_t j = r.left; j < r.right; j++)                                     \
                *(TYPE *)(dx + (i * w.in_width + j) * block + l) += share;                   \
          }                                                                                  \
        }                                                                                    \
    }                                                                                        \
  }

PLANES(16, ck_lanes)
PLANES(1, float)

CK_VECTOR static void average_items(void *context, int64_t begin, int64_t end) {
  const average *o = context;
  if (o->view.block % 16 == 0)
    average_ck_lanes(o, begin, end);
  else
    average_float(o, begin, end);
}

CK_VECTOR static void spread_items(void *context, int64_t begin, int64_t end) {
  const average *o = context;
  if (o->view.block % 16 == 0)
    spread_ck_lanes(o, begin, end);
  else
    spread_float(o, begin, end);
}

static void for_planes(average *o, ck_body body) {
  int64_t plane = o->where.in_height * o->where.in_width * o->view.block;
  ck_parallel(o->view.n * (o->view.channels / o->view.block),
              CK_GRAIN / (plane > 0 ? plane : 1) + 1, body, o);
}

void ck_average_pool(const float *x, ck_view view, ck_rectangles where, float *y) {
  average o = {x, y, view, where};
  for_planes(&o, average_items);
}

void ck_average_pool_backward(const float *dy, ck_view view, ck_rectangles where, float *dx) {
  average o = {dy, dx, view, where};
  for_planes(&o, spread_items);
}
