#include "include/pooling.h"

#include "include/parallel.h"
#include "lanes.h"

// Places are kept until the way back: within windows up to this size they fit into a byte.
enum { NARROW = 15 };

typedef struct {
  const void *x;
  void *y, *places;
  const void *origin;
  ck_view view;
  ck_window window;
} pool;

size_t ck_place_bytes(ck_window window) { return window.size <= NARROW ? 1 : sizeof(int32_t); }

CK_INLINE void mark(void *places, int64_t at, int32_t place, bool narrow) {
  if (narrow)
    ((uint8_t *)places)[at] = (uint8_t)place;
  else
    ((int32_t *)places)[at] = place;
}

CK_INLINE int32_t marked(const void *places, int64_t at, bool narrow) {
  return narrow ? ((const uint8_t *)places)[at] : ((const int32_t *)places)[at];
}

enum { LANES = 16 };

// `width` neighbouring channels of one window, up to LANES: the input plane begins at `x`.
CK_INLINE void pool_window(const pool *o, int64_t x, int64_t out, int64_t row, int64_t column,
                           int64_t block, int64_t width, ck_type type, bool narrow) {
  const ck_window w = o->window;
  float best[LANES];
  int32_t place[LANES];
  for (int64_t l = 0; l < width; l++) best[l] = -__builtin_inff(), place[l] = -1;
  for (int64_t k = 0; k < w.size; k++) {
    int64_t i = row * w.stride - w.padding + k;
    if (i < 0 || i >= w.in_height) continue;
    for (int64_t m = 0; m < w.size; m++) {
      int64_t j = column * w.stride - w.padding + m;
      if (j < 0 || j >= w.in_width) continue;
      int32_t here = (int32_t)(k * w.size + m);
      int64_t from = x + (i * w.in_width + j) * block;
      for (int64_t l = 0; l < width; l++) {
        float v = ck_load1(o->x, from + l, type);
        int better = (v > best[l]) | (v != v) | (place[l] < 0);
        best[l] = better ? v : best[l];
        place[l] = better ? here : place[l];
      }
    }
  }
  for (int64_t l = 0; l < width; l++) {
    ck_store1(o->y, out + l, best[l], type);
    mark(o->places, out + l, place[l], narrow);
  }
}

// `block` neighbouring channels of one image at a time.
CK_INLINE void pool_planes(const pool *o, int64_t begin, int64_t end, int64_t block, ck_type type,
                           bool narrow) {
  const ck_window w = o->window;
  for (int64_t plane = begin; plane < end; plane++) {
    int64_t x = plane * w.in_height * w.in_width * block;
    int64_t out = plane * w.out_height * w.out_width * block;
    for (int64_t row = 0; row < w.out_height; row++)
      for (int64_t column = 0; column < w.out_width; column++, out += block) {
        int64_t l = 0;
        for (; l + LANES <= block; l += LANES)
          pool_window(o, x + l, out + l, row, column, block, LANES, type, narrow);
        if (l < block) pool_window(o, x + l, out + l, row, column, block, block - l, type, narrow);
      }
  }
}

CK_INLINE void pool_blocks(const pool *o, int64_t begin, int64_t end, ck_type type, bool narrow) {
  if (o->view.block == 16)
    pool_planes(o, begin, end, 16, type, narrow);
  else if (o->view.block == 8)
    pool_planes(o, begin, end, 8, type, narrow);
  else if (o->view.block == 1)
    pool_planes(o, begin, end, 1, type, narrow);
  else
    pool_planes(o, begin, end, o->view.block, type, narrow);
}

CK_INLINE void pool_back(const pool *o, int64_t begin, int64_t end, ck_type type, bool narrow) {
  const ck_window w = o->window;
  int64_t block = o->view.block, in = w.in_height * w.in_width * block;
  // How far the places of a window are from its first.
  int32_t from_first[NARROW * NARROW];
  for (int64_t k = 0; narrow && k < w.size * w.size; k++)
    from_first[k] = (int32_t)(k / w.size * w.in_width + k % w.size);
  for (int64_t plane = begin; plane < end; plane++) {
    int64_t dx = plane * in, dy = plane * w.out_height * w.out_width * block;
    for (int64_t i = 0; i < in; i++) ck_store1(o->y, dx + i, 0, type);
    for (int64_t row = 0; row < w.out_height; row++)
      for (int64_t column = 0; column < w.out_width; column++, dy += block) {
        int64_t first = (row * w.stride - w.padding) * w.in_width + column * w.stride - w.padding;
        for (int64_t l = 0; l < block; l++) {
          int32_t place = marked(o->origin, dy + l, narrow);
          int64_t away = narrow ? from_first[place] : place / w.size * w.in_width + place % w.size;
          int64_t at = dx + (first + away) * block + l;
          ck_store1(o->y, at, ck_load1(o->y, at, type) + ck_load1(o->x, dy + l, type), type);
        }
      }
  }
}

#define FOR_TYPES(CALL)                        \
  const pool *o = context;                     \
  bool narrow = o->window.size <= NARROW;      \
  if (o->view.type == CK_BFLOAT16 && narrow)   \
    CALL(o, begin, end, CK_BFLOAT16, true);    \
  else if (o->view.type == CK_BFLOAT16)        \
    CALL(o, begin, end, CK_BFLOAT16, false);   \
  else if (narrow)                             \
    CALL(o, begin, end, CK_FLOAT32, true);     \
  else                                         \
    CALL(o, begin, end, CK_FLOAT32, false);

CK_BODY(pool_items) { FOR_TYPES(pool_blocks) }

CK_BODY(pool_back_items) { FOR_TYPES(pool_back) }

static int64_t planes(ck_view view) { return view.n * (view.channels / view.block); }

void ck_max_pool(const void *x, ck_view view, ck_window window, void *y, void *places) {
  pool o = {.x = x, .y = y, .places = places, .view = view, .window = window};
  ck_parallel(planes(view), 1, pool_items, &o);
}

void ck_max_pool_backward(const void *dy, const void *places, ck_view view, ck_window window,
                          void *dx) {
  pool o = {.x = dy, .origin = places, .y = dx, .view = view, .window = window};
  ck_parallel(planes(view), 1, pool_back_items, &o);
}
