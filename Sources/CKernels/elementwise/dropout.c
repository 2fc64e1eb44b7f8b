#include "include/dropout.h"

#include "include/parallel.h"
#include "lanes.h"

typedef struct {
  const void *x;
  const float *factors;
  void *y;
  float scale;
  uint8_t *kept;
  const uint8_t *mask;
  ck_view view;
  ck_random random;
  uint32_t threshold;
} drop;

enum { BLOCKS = 16, WORDS = 4 * BLOCKS };

// Sixteen blocks of Philox from number `first` on, one in each lane of a register; the counter's
// upper half is the stream, its key the seed.
CK_INLINE void draw(ck_random random, uint64_t first, uint32_t *words) {
  uint32_t x0[BLOCKS], x1[BLOCKS], x2[BLOCKS], x3[BLOCKS];
  for (int i = 0; i < BLOCKS; i++) {
    x0[i] = (uint32_t)(first + (uint64_t)i);
    x1[i] = (uint32_t)((first + (uint64_t)i) >> 32);
    x2[i] = (uint32_t)random.stream;
    x3[i] = (uint32_t)(random.stream >> 32);
  }
  uint32_t k0 = (uint32_t)random.seed, k1 = (uint32_t)(random.seed >> 32);
  for (int round = 0; round < 10; round++, k0 += 0x9E3779B9u, k1 += 0xBB67AE85u)
    for (int i = 0; i < BLOCKS; i++) {
      uint64_t p0 = 0xD2511F53ull * x0[i], p1 = 0xCD9E8D57ull * x2[i];
      uint32_t y0 = (uint32_t)(p1 >> 32) ^ x1[i] ^ k0, y2 = (uint32_t)(p0 >> 32) ^ x3[i] ^ k1;
      x0[i] = y0, x1[i] = (uint32_t)p1, x2[i] = y2, x3[i] = (uint32_t)p0;
    }
  for (int i = 0; i < BLOCKS; i++) {
    words[4 * i] = x0[i], words[4 * i + 1] = x1[i];
    words[4 * i + 2] = x2[i], words[4 * i + 3] = x3[i];
  }
}

// Whether the elements [begin, end), counted row-major, are kept; `step` apart in memory.
CK_INLINE void decide(const drop *o, int64_t begin, int64_t end, uint8_t *kept, int64_t step) {
  uint32_t words[WORDS];
  for (int64_t i = begin; i < end;) {
    uint64_t place = o->random.words + (uint64_t)i;
    int64_t skipped = (int64_t)(place % 4);
    int64_t count = end - i < WORDS - skipped ? end - i : WORDS - skipped;
    draw(o->random, place / 4, words);
    if (step == 1)
      for (int64_t j = 0; j < count; j++)
        kept[i - begin + j] = (words[skipped + j] >> 8) >= o->threshold;
    else
      for (int64_t j = 0; j < count; j++)
        kept[(i - begin + j) * step] = (words[skipped + j] >> 8) >= o->threshold;
    i += count;
  }
}

// A product, so that not a number stays not a number: a broken run must show.
CK_INLINE void apply(const drop *o, int64_t begin, int64_t end, const uint8_t *kept) {
  const void *x = o->x;
  void *y = o->y;
  float scale = o->scale;
  if (o->view.type == CK_BFLOAT16)
    for (int64_t i = begin; i < end; i++)
      ck_store1(y, i, ck_load1(x, i, CK_BFLOAT16) * ((float)kept[i] * scale), CK_BFLOAT16);
  else
    for (int64_t i = begin; i < end; i++)
      ck_store1(y, i, ck_load1(x, i, CK_FLOAT32) * ((float)kept[i] * scale), CK_FLOAT32);
}

CK_BODY(drop_range) {
  const drop *o = context;
  decide(o, begin, end, o->kept + begin, 1);
  apply(o, begin, end, o->kept);
}

CK_BODY(drop_planes) {
  const drop *o = context;
  int64_t spatial = o->view.spatial, block = o->view.block, size = spatial * block;
  for (int64_t plane = begin; plane < end; plane++) {
    uint8_t *kept = o->kept + plane * size;
    for (int64_t l = 0; l < block; l++) {
      int64_t first = (plane * block + l) * spatial;
      decide(o, first, first + spatial, kept + l, block);
    }
    apply(o, plane * size, (plane + 1) * size, o->kept);
  }
}

void ck_dropout(const void *x, ck_view view, ck_random random, uint32_t threshold, float scale,
                void *y, uint8_t *kept) {
  drop o = {.x = x, .y = y, .scale = scale, .kept = kept, .view = view, .random = random,
            .threshold = threshold};
  int64_t size = view.spatial * view.block;
  if (view.block == 1 || view.spatial == 1)
    ck_parallel(view.n * view.channels * view.spatial, CK_GRAIN / 4, drop_range, &o);
  else
    ck_parallel(view.n * (view.channels / view.block), CK_GRAIN / 4 / (size > 0 ? size : 1) + 1,
                drop_planes, &o);
}

CK_BODY(drop_back) {
  const drop *o = context;
  apply(o, begin, end, o->mask);
}

void ck_dropout_backward(const void *dy, ck_type type, const uint8_t *kept, float scale, void *dx,
                         int64_t count) {
  drop o = {.x = dy, .mask = kept, .scale = scale, .y = dx, .view.type = type};
  ck_parallel(count, CK_GRAIN, drop_back, &o);
}

CK_INLINE void scale_blocks(const drop *o, int64_t begin, int64_t end, int64_t block,
                            ck_type type) {
  int64_t spatial = o->view.spatial;
  const void *x = o->x;
  void *y = o->y;
  for (int64_t plane = begin; plane < end; plane++) {
    const float *factors = o->factors + plane * block;
    for (int64_t p = 0; p < spatial; p++)
      for (int64_t l = 0; l < block; l++) {
        int64_t at = (plane * spatial + p) * block + l;
        ck_store1(y, at, ck_load1(x, at, type) * factors[l], type);
      }
  }
}

CK_BODY(scale_items) {
  const drop *o = context;
  int64_t block = o->view.block;
  if (o->view.type == CK_BFLOAT16) {
    if (block == 16)
      scale_blocks(o, begin, end, 16, CK_BFLOAT16);
    else
      scale_blocks(o, begin, end, block, CK_BFLOAT16);
  } else if (block == 16) {
    scale_blocks(o, begin, end, 16, CK_FLOAT32);
  } else {
    scale_blocks(o, begin, end, block, CK_FLOAT32);
  }
}

void ck_scale_planes(const void *x, ck_view view, const float *factors, void *y) {
  drop o = {.x = x, .y = y, .factors = factors, .view = view};
  int64_t size = view.spatial * view.block;
  ck_parallel(view.n * (view.channels / view.block), CK_GRAIN / (size > 0 ? size : 1) + 1,
              scale_items, &o);
}
