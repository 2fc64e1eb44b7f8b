#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "distance.h"
#include "include/allocate.h"
#include "include/parallel.h"
#include "include/processor.h"
#include "nearest.h"

// The searched rows, arranged for products.

static bool has_bytes(void) {
#if defined(__x86_64__)
  return ck_has_avx512() && __builtin_cpu_supports("avx512vnni");
#else
  return false;
#endif
}

CK_INLINE float centred(const float *x, const float *origin, float *row, int64_t width) {
#pragma clang fp reassociate(on)
  float s = 0;
  for (int64_t j = 0; j < width; j++) {
    float v = x[j] - origin[j];
    row[j] = v;
    s += v * v;
  }
  return s;
}

CK_VECTOR float ck_centred(const float *x, const float *origin, float *row, int64_t width) {
  return centred(x, origin, row, width);
}

CK_VECTOR float ck_to_bytes(const float *row, int64_t width, int8_t *bytes, float *rest,
                            int32_t *sum) {
#pragma clang fp reassociate(on)
  float largest = 0;
  for (int64_t j = 0; j < width; j++) {
    float v = __builtin_fabsf(row[j]);
    largest = v > largest ? v : largest;
  }
  float step = largest / 127.0f, inverse = step > 1e-30f ? 1.0f / step : 0;
  if (inverse == 0) step = 0;
  float left = 0;
  int32_t total = 0;
  for (int64_t j = 0; j < width; j++) {
    float rounded = __builtin_rintf(row[j] * inverse);
    float r = row[j] - rounded * step;
    left += r * r;
    int32_t byte = (int32_t)rounded;
    total += byte;
    bytes[j] = (int8_t)byte;
  }
  *rest = left;
  *sum = total;
  return step;
}

float ck_slack(const ck_searched *s, float square, float rest) {
  float rounding = s->rounding * square;
  if (s->products != CK_PRODUCTS_BYTES) return rounding;
  // The rest was computed in float32 from numbers that were rounded themselves.
  float left = 1.01f * rest + 1e-12f * square;
  // The rounded row is no longer than the row and the rest together: (a + b)² ≤ 1.05·a² + 21·b².
  return rounding + s->ratio * (1.06f * square + 21.0f * left) + left / s->ratio;
}

typedef struct {
  ck_searched *s;
  float *squares, *rests;
  int8_t *codes;  // [count × 4·depth], for bytes
  float *steps;
  int32_t *sums;
  double *columns;
  atomic_int failed;
} packing;

CK_VECTOR static void add_columns(void *context, int64_t begin, int64_t end) {
  packing *p = context;
  const ck_searched *s = p->s;
  for (int64_t i = 0; i < s->count; i++)
    for (int64_t j = begin; j < end; j++) p->columns[j] += s->x[i * s->width + j];
}

static void measure(void *context, int64_t begin, int64_t end) {
  packing *p = context;
  const ck_searched *s = p->s;
  size_t bytes = (size_t)s->width * sizeof(float);
  float *row = ck_allocate(bytes);
  if (!row) {
    atomic_store(&p->failed, 1);
    return;
  }
  for (int64_t i = begin; i < end; i++) {
    p->squares[i] = ck_centred(s->x + i * s->width, s->origin, row, s->width);
    if (s->products != CK_PRODUCTS_BYTES) continue;
    int8_t *code = p->codes + i * 4 * s->depth;
    memset(code + 4 * (s->depth - 1), 0, 4);
    p->steps[i] = ck_to_bytes(row, s->width, code, &p->rests[i], &p->sums[i]);
  }
  ck_release(row, bytes);
}

static void pack_floats(const packing *p, int64_t panel) {
  const ck_searched *s = p->s;
  float *out = (float *)s->packed + panel * s->depth * CK_PANEL;
  for (int64_t lane = 0; lane < CK_PANEL; lane++) {
    int64_t i = panel * CK_PANEL + lane;
    for (int64_t j = 0; j < s->width; j++)
      out[j * CK_PANEL + lane] = i < s->count ? s->x[i * s->width + j] - s->origin[j] : 0;
  }
}

static void pack_bytes(const packing *p, int64_t panel) {
  const ck_searched *s = p->s;
  int8_t *out = (int8_t *)s->packed + panel * s->depth * CK_PANEL * 4;
  for (int64_t lane = 0; lane < CK_PANEL; lane++) {
    int64_t i = panel * CK_PANEL + lane;
    for (int64_t j = 0; j < s->depth; j++) {
      int8_t *to = out + (j * CK_PANEL + lane) * 4;
      if (i < s->count)
        memcpy(to, p->codes + (i * s->depth + j) * 4, 4);
      else
        memset(to, 0, 4);
    }
  }
}

static void pack(void *context, int64_t begin, int64_t end) {
  const packing *p = context;
  ck_searched *s = p->s;
  for (int64_t panel = begin; panel < end; panel++) {
    bool coarse = s->products == CK_PRODUCTS_BYTES;
    if (coarse)
      pack_bytes(p, panel);
    else
      pack_floats(p, panel);
    for (int64_t i = panel * CK_PANEL; i < (panel + 1) * CK_PANEL; i++) {
      bool there = i < s->count;
      float slack = there ? ck_slack(s, p->squares[i], coarse ? p->rests[i] : 0) : 0;
      s->slack[i] = slack;
      s->base[i] = there ? p->squares[i] - slack : (float)INFINITY;
      s->scale[i] = coarse && there ? p->steps[i] : 0;
      s->shift[i] = coarse && there ? -128 * p->sums[i] : 0;
    }
  }
}

// Whether bytes leave so little out that the bound on the error tells most pairs apart.
static float rest_ratio(const packing *p) {
  double rests = 0, squares = 0;
  for (int64_t i = 0; i < p->s->count; i++) rests += p->rests[i], squares += p->squares[i];
  return squares > 0 ? (float)sqrt(rests / squares) : 0;
}

static ck_status arrange(ck_searched *s, packing *p) {
  int64_t width = s->width;
  for (int64_t j = 0; j < width; j++) p->columns[j] = 0;
  ck_parallel(width, 16, add_columns, p);
  for (int64_t j = 0; j < width; j++) s->origin[j] = (float)(p->columns[j] / (double)s->count);
  ck_parallel(s->count, CK_GRAIN / width + 1, measure, p);
  if (atomic_load(&p->failed)) return CK_OUT_OF_MEMORY;
  if (s->products == CK_PRODUCTS_BYTES) {
    float ratio = rest_ratio(p);
    s->ratio = ratio > 1e-4f ? ratio : 1e-4f;
  }
  ck_parallel(s->panels, 1, pack, p);
  return CK_OK;
}

static ck_status create(const float *x, int64_t count, int64_t width, ck_products products,
                        ck_searched **out) {
  ck_searched *s = calloc(1, sizeof *s);
  if (!s) return CK_OUT_OF_MEMORY;
  bool coarse = products == CK_PRODUCTS_BYTES;
  s->x = x, s->count = count, s->width = width, s->products = products;
  s->panels = (count + CK_PANEL - 1) / CK_PANEL;
  s->depth = coarse ? (width + 3) / 4 : width;
  int64_t padded = s->panels * CK_PANEL;
  // A sum of `width` products in any order, and the few operations around it.
  s->rounding = 1.1f * (float)(width + 32) * 0x1p-24f;
  s->relative = 1.1f * (float)(width / 16 + 32) * 0x1p-24f;
  size_t packed = (size_t)(padded * s->depth) * 4, lines = (size_t)padded * sizeof(float);
  size_t origin = ((size_t)width * sizeof(float) + 63) / 64 * 64;
  s->bytes = packed + 4 * lines + origin;
  s->memory = ck_allocate(s->bytes);
  packing p = {.s = s};
  size_t codes = coarse ? (size_t)(count * s->depth) * 4 : 0;
  size_t room = (size_t)width * sizeof(double) + 4 * lines + codes;
  char *scratch = ck_allocate(room);
  ck_status status = CK_OUT_OF_MEMORY;
  if (s->memory && scratch) {
    char *at = s->memory;
    s->packed = at, at += packed;
    s->origin = (float *)at, at += origin;
    s->base = (float *)at, at += lines;
    s->slack = (float *)at, at += lines;
    s->scale = (float *)at, at += lines;
    s->shift = (int32_t *)at;
    p.columns = (double *)scratch, scratch += (size_t)width * sizeof(double);
    p.squares = (float *)scratch, scratch += lines;
    p.rests = (float *)scratch, scratch += lines;
    p.steps = (float *)scratch, scratch += lines;
    p.sums = (int32_t *)scratch, scratch += lines;
    p.codes = (int8_t *)scratch;
    status = arrange(s, &p);
    scratch = (char *)p.columns;
  }
  ck_release(scratch, room);
  if (status != CK_OK) {
    ck_searched_free(s);
    return status;
  }
  *out = s;
  return CK_OK;
}

ck_status ck_searched_create(const float *x, int64_t count, int64_t width, ck_products products,
                             ck_searched **out) {
  *out = NULL;
  if (products == CK_PRODUCTS_BYTES && !has_bytes()) return CK_UNSUPPORTED;
  if (products == CK_PRODUCTS_WIDE && !ck_has_avx512()) return CK_UNSUPPORTED;
  if (products != CK_PRODUCTS_BEST) return create(x, count, width, products, out);
  // Bytes pay where rows are long; their sums would not fit 32 bits beyond 2¹⁶ columns.
  if (has_bytes() && width >= 32 && width <= 65536) {
    ck_status status = create(x, count, width, CK_PRODUCTS_BYTES, out);
    if (status != CK_OK || (*out)->ratio <= 0.025f) return status;
    ck_searched_free(*out);
  }
  return create(x, count, width, ck_has_avx512() ? CK_PRODUCTS_WIDE : CK_PRODUCTS_PORTABLE, out);
}

void ck_searched_free(ck_searched *searched) {
  if (searched->memory) ck_release(searched->memory, searched->bytes);
  free(searched);
}

ck_products ck_searched_products(const ck_searched *searched) { return searched->products; }
int64_t ck_searched_again(const ck_searched *searched) { return atomic_load(&searched->again); }
