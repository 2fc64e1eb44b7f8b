#include <math.h>
#include <string.h>

#include "distance.h"
#include "include/allocate.h"
#include "include/parallel.h"
#include "include/processor.h"
#include "nearest.h"

// The searched rows, arranged for products.

bool ck_bytes_suit(int64_t width) {
  // Sums would not fit 32 bits beyond 2¹⁶ columns.
  return ck_has_byte_products() && width >= 32 && width <= 65536;
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

CK_FUNCTION(float, ck_centred, (const float *x, const float *origin, float *row, int64_t width),
            (x, origin, row, width)) {
  return centred(x, origin, row, width);
}

CK_FUNCTION(void, ck_row_to_bytes, (const float *x, const float *origin, int64_t width, float *row,
             int8_t *bytes, ck_row_bytes *about), (x, origin, width, row, bytes, about)) {
#pragma clang fp reassociate(on)
  about->square = centred(x, origin, row, width);
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
    // NaN, as the difference of two that are far apart may be, is some byte.
    float near = rounded > -127 ? rounded : -127;
    int32_t byte = (int32_t)(near < 127 ? near : 127);
    total += byte;
    bytes[j] = (int8_t)byte;
  }
  for (int64_t j = width; j % 4 != 0; j++) bytes[j] = 0;
  about->rest = left;
  about->sum = total;
  about->step = step;
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
  const ck_asked *rows;
} packing;

static void pack_floats(const packing *p, int64_t panel) {
  const ck_searched *s = p->s;
  float *out = (float *)s->packed + panel * s->depth * CK_PANEL;
  for (int64_t lane = 0; lane < CK_PANEL; lane++) {
    int64_t i = panel * CK_PANEL + lane;
    float square = 0;
    for (int64_t j = 0; j < s->width; j++) {
      float v = i < s->count ? s->x[i * s->width + j] - s->origin[j] : 0;
      out[j * CK_PANEL + lane] = v;
      square += v * v;
    }
    s->slack[i] = ck_slack(s, square, 0);
    s->base[i] = i < s->count ? square - s->slack[i] : (float)INFINITY;
  }
}

static void pack_bytes(const packing *p, int64_t panel) {
  const ck_searched *s = p->s;
  int8_t *out = (int8_t *)s->packed + panel * s->depth * CK_PANEL * 4;
  for (int64_t lane = 0; lane < CK_PANEL; lane++) {
    int64_t i = panel * CK_PANEL + lane;
    bool there = i < s->count;
    for (int64_t j = 0; j < s->depth; j++) {
      int8_t *to = out + (j * CK_PANEL + lane) * 4;
      if (there)
        memcpy(to, p->rows->codes + (i * s->depth + j) * 4, 4);
      else
        memset(to, 0, 4);
    }
    ck_row_bytes about = there ? p->rows->rows[i] : (ck_row_bytes){0};
    s->slack[i] = ck_slack(s, about.square, about.rest);
    s->base[i] = there ? about.square - s->slack[i] : (float)INFINITY;
    s->scale[i] = about.step;
    s->shift[i] = -128 * about.sum;
  }
}

static void pack(void *context, int64_t begin, int64_t end) {
  const packing *p = context;
  for (int64_t panel = begin; panel < end; panel++)
    if (p->s->products == CK_PRODUCTS_BYTES)
      pack_bytes(p, panel);
    else
      pack_floats(p, panel);
}

static ck_status room(ck_searched *s) {
  int64_t padded = s->panels * CK_PANEL;
  size_t packed = (size_t)(padded * s->depth) * 4, lines = (size_t)padded * sizeof(float);
  size_t origin = ((size_t)s->width * sizeof(float) + 63) / 64 * 64;
  s->bytes = packed + 4 * lines + origin;
  char *at = s->memory = ck_allocate(s->bytes);
  if (!at) return CK_OUT_OF_MEMORY;
  s->packed = at, at += packed;
  s->origin = (float *)at, at += origin;
  s->base = (float *)at, at += lines;
  s->slack = (float *)at, at += lines;
  s->scale = (float *)at, at += lines;
  s->shift = (int32_t *)at;
  return CK_OK;
}

// Reads all rows, and packs them unless bytes leave out too much of them.
static ck_status arrange(ck_searched *s, bool *too_coarse) {
  bool coarse = s->products == CK_PRODUCTS_BYTES;
  ck_asked rows;
  ck_status status = ck_rows_to_bytes(s->x, s->count, s->width,
                                      s->asked ? s->asked->origin : NULL, coarse, &rows);
  if (status == CK_OK) {
    *too_coarse = coarse && rows.ratio > CK_COARSEST;
    s->ratio = s->asked ? s->asked->ratio : rows.ratio;
    memcpy(s->origin, rows.origin, (size_t)s->width * sizeof(float));
    packing p = {.s = s, .rows = &rows};
    ck_parallel(s->panels, 1, pack, &p);
  }
  ck_rows_release(&rows);
  return status;
}

static ck_status create(const float *x, int64_t count, int64_t width, ck_products products,
                        const ck_asked *asked, bool *too_coarse, ck_searched **out) {
  ck_searched *s = ck_allocate(sizeof *s);
  if (!s) return CK_OUT_OF_MEMORY;
  *s = (ck_searched){.x = x, .asked = asked, .count = count, .width = width, .products = products};
  s->depth = products == CK_PRODUCTS_BYTES ? (width + 3) / 4 : width;
  // A sum of `width` products in any order, and the few operations around it.
  s->rounding = 1.1f * (float)(width + 32) * 0x1p-24f;
  s->relative = 1.1f * (float)(width / 16 + 32) * 0x1p-24f;
  ck_status status = CK_OK;
  if (products != CK_PRODUCTS_NONE) {
    s->panels = (count + CK_PANEL - 1) / CK_PANEL;
    status = room(s);
    if (status == CK_OK) status = arrange(s, too_coarse);
  }
  if (status != CK_OK) {
    ck_searched_free(s);
    return status;
  }
  *out = s;
  return CK_OK;
}

ck_status ck_searched_create(const float *x, int64_t count, int64_t width, ck_products products,
                             const ck_asked *asked, ck_searched **out) {
  *out = NULL;
  bool too_coarse = false;
  if (products == CK_PRODUCTS_BYTES && !ck_has_byte_products()) return CK_NO_INSTRUCTIONS;
  if (products == CK_PRODUCTS_WIDE && !ck_has_avx512()) return CK_NO_INSTRUCTIONS;
  if (products == CK_PRODUCTS_BEST && count <= CK_FEW_ROWS) products = CK_PRODUCTS_NONE;
  if (products != CK_PRODUCTS_BEST)
    return create(x, count, width, products, asked, &too_coarse, out);
  if (ck_bytes_suit(width) && (!asked || asked->codes)) {
    ck_status status = create(x, count, width, CK_PRODUCTS_BYTES, asked, &too_coarse, out);
    if (status != CK_OK || !too_coarse) return status;
    ck_searched_free(*out);
  }
  products = ck_has_avx512() ? CK_PRODUCTS_WIDE : CK_PRODUCTS_PORTABLE;
  return create(x, count, width, products, asked, &too_coarse, out);
}

void ck_searched_free(ck_searched *searched) {
  if (searched->memory) ck_release(searched->memory, searched->bytes);
  ck_release(searched, sizeof *searched);
}

ck_products ck_searched_products(const ck_searched *searched) { return searched->products; }
int64_t ck_searched_again(const ck_searched *searched) { return atomic_load(&searched->again); }
