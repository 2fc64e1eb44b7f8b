#include "include/averages.h"

#include "include/parallel.h"
#include "lanes.h"

// `x` and `y` are from and to: on the way back the smaller one is `x`.
typedef struct {
  const void *x;
  void *y;
  ck_view view;
  ck_rectangles where;
  ck_type small;
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

// The body, for the rectangle `r` of the place `at` in the smaller array, whose plane begins at
// `plane` in the larger one.
#define PLACES(...)                                                           \
  const ck_rectangles w = o->where;                                           \
  int64_t at = begin * w.out_height * w.out_width * block;                    \
  for (int64_t p = begin; p < end; p++) {                                     \
    int64_t plane = p * w.in_height * w.in_width * block;                     \
    BEFORE                                                                    \
    for (int64_t row = 0; row < w.out_height; row++)                          \
      for (int64_t column = 0; column < w.out_width; column++, at += block) { \
        rectangle r = find(&w, row, column);                                  \
        __VA_ARGS__                                                           \
      }                                                                       \
  }

// Rows are summed first, which keeps the digits of large rectangles.
#define BEFORE
CK_INLINE void average_blocks(const average *o, int64_t begin, int64_t end, int64_t block, ck_type type,
                              ck_type small) {
  PLACES(for (int64_t l = 0; l < block; l += 16) {
    ck_lanes total = {0};
    for (int64_t i = r.top; i < r.bottom; i++) {
      ck_lanes sum = {0};
      for (int64_t j = r.left; j < r.right; j++)
        sum += ck_load(o->x, plane + (i * w.in_width + j) * block + l, type).v;
      total += sum;
    }
    ck_store(o->y, at + l, (ck_register){total * r.factor}, small);
  })
}

CK_INLINE void average_singles(const average *o, int64_t begin, int64_t end, int64_t block,
                               ck_type type, ck_type small) {
  PLACES(for (int64_t l = 0; l < block; l++) {
    float total = 0;
    for (int64_t i = r.top; i < r.bottom; i++) {
      _Pragma("clang fp reassociate(on)") float sum = 0;
      for (int64_t j = r.left; j < r.right; j++)
        sum += ck_load1(o->x, plane + (i * w.in_width + j) * block + l, type);
      total += sum;
    }
    ck_store1(o->y, at + l, total * r.factor, small);
  })
}
#undef BEFORE

#define BEFORE \
  for (int64_t i = 0; i < w.in_height * w.in_width * block; i++) ck_store1(o->y, plane + i, 0, type);
CK_INLINE void spread_blocks(const average *o, int64_t begin, int64_t end, int64_t block, ck_type type,
                             ck_type small) {
  PLACES(for (int64_t l = 0; l < block; l += 16) {
    ck_lanes share = ck_load(o->x, at + l, small).v * r.factor;
    for (int64_t i = r.top; i < r.bottom; i++)
      for (int64_t j = r.left; j < r.right; j++) {
        int64_t to = plane + (i * w.in_width + j) * block + l;
        ck_store(o->y, to, (ck_register){ck_load(o->y, to, type).v + share}, type);
      }
  })
}

CK_INLINE void spread_singles(const average *o, int64_t begin, int64_t end, int64_t block,
                              ck_type type, ck_type small) {
  PLACES(for (int64_t l = 0; l < block; l++) {
    float share = ck_load1(o->x, at + l, small) * r.factor;
    for (int64_t i = r.top; i < r.bottom; i++)
      for (int64_t j = r.left; j < r.right; j++) {
        int64_t to = plane + (i * w.in_width + j) * block + l;
        ck_store1(o->y, to, ck_load1(o->y, to, type) + share, type);
      }
  })
}

// Sixteen neighbouring channels of one image at a time, or one; bfloat16 to itself or to float32.
#define ITEMS(NAME)                                                              \
  CK_BODY(NAME##_items) {                                                        \
    const average *o = context;                                                  \
    if (o->view.block == 1)                                                      \
      NAME##_singles(o, begin, end, 1, CK_FLOAT32, CK_FLOAT32);                  \
    else if (o->view.block % 16)                                                 \
      NAME##_singles(o, begin, end, o->view.block, o->view.type, o->small);      \
    else if (o->view.type == CK_FLOAT32)                                         \
      NAME##_blocks(o, begin, end, o->view.block, CK_FLOAT32, CK_FLOAT32);                      \
    else if (o->small == CK_FLOAT32)                                             \
      NAME##_blocks(o, begin, end, o->view.block, CK_BFLOAT16, CK_FLOAT32);                     \
    else                                                                         \
      NAME##_blocks(o, begin, end, o->view.block, CK_BFLOAT16, CK_BFLOAT16);                    \
  }

ITEMS(average)
ITEMS(spread)

static void for_planes(average *o, ck_body body) {
  int64_t plane = o->where.in_height * o->where.in_width * o->view.block;
  ck_parallel(o->view.n * (o->view.channels / o->view.block),
              CK_GRAIN / (plane > 0 ? plane : 1) + 1, body, o);
}

void ck_average_pool(const void *x, ck_view view, ck_rectangles where, ck_type type, void *y) {
  average o = {x, y, view, where, type};
  for_planes(&o, average_items);
}

void ck_average_pool_backward(const void *dy, ck_type type, ck_view view, ck_rectangles where,
                              void *dx) {
  average o = {dy, dx, view, where, type};
  for_planes(&o, spread_items);
}
