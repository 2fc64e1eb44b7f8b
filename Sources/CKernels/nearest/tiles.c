#include <string.h>

#include "include/processor.h"
#include "nearest.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "multiversion.h"

// Products of a tile of queries and a panel of searched rows, in registers; only pairs within a
// query's limit ever leave them.

static void push(ck_candidates *c, ck_query *q, float least, int64_t which) {
  q->least[q->held] = least;
  q->which[q->held] = (int32_t)which;
  q->held++;
}

static CK_FUNCTION(void, multiply, (const float *tile, const float *panel, const float *base,
                    int64_t depth, float *least), (tile, panel, base, depth, least)) {
  for (int row = 0; row < CK_TILE_ROWS; row += 2) {
    ck_lanes s0 = {0}, s1 = {0}, t0 = {0}, t1 = {0};
    for (int64_t j = 0; j < depth; j++) {
      ck_lanes a = *(const ck_lanes *)(panel + j * CK_PANEL);
      ck_lanes b = *(const ck_lanes *)(panel + j * CK_PANEL + 16);
      float x = tile[j * CK_TILE_ROWS + row], y = tile[j * CK_TILE_ROWS + row + 1];
      s0 += x * a, s1 += x * b, t0 += y * a, t1 += y * b;
    }
    ck_lanes u = *(const ck_lanes *)base, v = *(const ck_lanes *)(base + 16);
    float *out = least + row * CK_PANEL;
    *(ck_lanes *)out = u - s0, *(ck_lanes *)(out + 16) = v - s1;
    *(ck_lanes *)(out + 32) = u - t0, *(ck_lanes *)(out + 48) = v - t1;
  }
}

static void compare_portable(ck_candidates *c, const float *tile, ck_query *queries,
                             int64_t panel) {
  const ck_searched *s = c->searched;
  float least[CK_TILE_ROWS * CK_PANEL];
  multiply(tile, (const float *)s->packed + panel * s->depth * CK_PANEL, s->base + panel * CK_PANEL,
           s->depth, least);
  for (int row = 0; row < CK_TILE_ROWS; row++) {
    ck_query *q = queries + row;
    for (int lane = 0; lane < CK_PANEL; lane++)
      if (least[row * CK_PANEL + lane] <= q->limit)
        push(c, q, least[row * CK_PANEL + lane], panel * CK_PANEL + lane);
  }
}

#if defined(__x86_64__)

#define WIDE __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl")))
#define BYTES __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")))

#define PUSH(q, values, number)                                                       \
  do {                                                                                \
    __mmask16 mask = _mm512_cmp_ps_mask(values, _mm512_set1_ps((q)->limit), _CMP_LE_OQ); \
    if (mask) {                                                                       \
      _mm512_mask_compressstoreu_ps((q)->least + (q)->held, mask, values);            \
      __m512i numbers = _mm512_add_epi32(_mm512_set1_epi32((int32_t)(number)), counting); \
      _mm512_mask_compressstoreu_epi32((q)->which + (q)->held, mask, numbers);        \
      (q)->held += __builtin_popcount(mask);                                          \
    }                                                                                 \
  } while (0)

WIDE static void compare_wide(ck_candidates *c, const float *tile, ck_query *queries,
                              int64_t panel) {
  const ck_searched *s = c->searched;
  const float *rows = (const float *)s->packed + panel * s->depth * CK_PANEL;
  __m512 sums[CK_TILE_ROWS][2];
#pragma clang loop unroll(full)
  for (int r = 0; r < CK_TILE_ROWS; r++) sums[r][0] = sums[r][1] = _mm512_setzero_ps();
  for (int64_t j = 0; j < s->depth; j++) {
    __m512 a = _mm512_loadu_ps(rows + j * CK_PANEL);
    __m512 b = _mm512_loadu_ps(rows + j * CK_PANEL + 16);
#pragma clang loop unroll(full)
    for (int r = 0; r < CK_TILE_ROWS; r++) {
      __m512 x = _mm512_set1_ps(tile[j * CK_TILE_ROWS + r]);
      sums[r][0] = _mm512_fmadd_ps(x, a, sums[r][0]);
      sums[r][1] = _mm512_fmadd_ps(x, b, sums[r][1]);
    }
  }
  __m512i counting = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  __m512 base0 = _mm512_loadu_ps(s->base + panel * CK_PANEL);
  __m512 base1 = _mm512_loadu_ps(s->base + panel * CK_PANEL + 16);
#pragma clang loop unroll(full)
  for (int r = 0; r < CK_TILE_ROWS; r++) {
    ck_query *q = queries + r;
    __m512 v0 = _mm512_sub_ps(base0, sums[r][0]), v1 = _mm512_sub_ps(base1, sums[r][1]);
    PUSH(q, v0, panel * CK_PANEL);
    PUSH(q, v1, panel * CK_PANEL + 16);
  }
}

BYTES static void compare_bytes(ck_candidates *c, const void *tile, ck_query *queries,
                                int64_t panel) {
  const ck_searched *s = c->searched;
  const char *rows = (const char *)s->packed + panel * s->depth * CK_PANEL * 4;
  const int32_t *quads = tile;
  __m512i sums[CK_TILE_ROWS][2];
  __m512i shift0 = _mm512_loadu_si512(s->shift + panel * CK_PANEL);
  __m512i shift1 = _mm512_loadu_si512(s->shift + panel * CK_PANEL + 16);
#pragma clang loop unroll(full)
  for (int r = 0; r < CK_TILE_ROWS; r++) sums[r][0] = shift0, sums[r][1] = shift1;
  for (int64_t j = 0; j < s->depth; j++) {
    __m512i a = _mm512_loadu_si512(rows + j * CK_PANEL * 4);
    __m512i b = _mm512_loadu_si512(rows + j * CK_PANEL * 4 + 64);
#pragma clang loop unroll(full)
    for (int r = 0; r < CK_TILE_ROWS; r++) {
      __m512i x = _mm512_set1_epi32(quads[j * CK_TILE_ROWS + r]);
      sums[r][0] = _mm512_dpbusd_epi32(sums[r][0], x, a);
      sums[r][1] = _mm512_dpbusd_epi32(sums[r][1], x, b);
    }
  }
  __m512i counting = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  __m512 base0 = _mm512_loadu_ps(s->base + panel * CK_PANEL);
  __m512 base1 = _mm512_loadu_ps(s->base + panel * CK_PANEL + 16);
  __m512 scale0 = _mm512_loadu_ps(s->scale + panel * CK_PANEL);
  __m512 scale1 = _mm512_loadu_ps(s->scale + panel * CK_PANEL + 16);
#pragma clang loop unroll(full)
  for (int r = 0; r < CK_TILE_ROWS; r++) {
    ck_query *q = queries + r;
    __m512 factor = _mm512_set1_ps(q->scale);
    __m512 v0 = _mm512_fnmadd_ps(_mm512_cvtepi32_ps(sums[r][0]), _mm512_mul_ps(factor, scale0),
                                 base0);
    __m512 v1 = _mm512_fnmadd_ps(_mm512_cvtepi32_ps(sums[r][1]), _mm512_mul_ps(factor, scale1),
                                 base1);
    PUSH(q, v0, panel * CK_PANEL);
    PUSH(q, v1, panel * CK_PANEL + 16);
  }
}

#endif

void ck_compare(ck_candidates *c, const void *tile, ck_query *queries, int64_t panel) {
  switch (c->searched->products) {
#if defined(__x86_64__)
    case CK_PRODUCTS_WIDE: compare_wide(c, tile, queries, panel); break;
    case CK_PRODUCTS_BYTES: compare_bytes(c, tile, queries, panel); break;
#endif
    default: compare_portable(c, tile, queries, panel); break;
  }
  for (int row = 0; row < CK_TILE_ROWS; row++)
    if (queries[row].held > queries[row].trigger) ck_make_room(c, queries + row);
}
