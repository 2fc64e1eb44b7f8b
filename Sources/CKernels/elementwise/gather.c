#include <string.h>

#include "include/elementwise.h"
#include "include/parallel.h"
#include "multiversion.h"

typedef struct {
  const float *x, *factor, *offset;
  const uint8_t *bytes;
  const int64_t *rows;
  float *out;
  int64_t count, width, channels;
} gather;

static int64_t row_grain(int64_t width) { return CK_GRAIN / (width > 0 ? width : 1) + 1; }

static void gather_rows(void *context, int64_t begin, int64_t end) {
  const gather *o = context;
  for (int64_t i = begin; i < end; i++)
    memcpy(o->out + i * o->width, o->x + o->rows[i] * o->width, (size_t)o->width * sizeof(float));
}

void ck_gather(const float *x, const int64_t *rows, float *out, int64_t count, int64_t width) {
  gather o = {.x = x, .rows = rows, .out = out, .width = width};
  ck_parallel(count, row_grain(width), gather_rows, &o);
}

// Threads share out the columns, so that a row named twice is always summed in the same order.
CK_BODY(scatter_columns) {
  const gather *o = context;
  for (int64_t i = 0; i < o->count; i++) {
    const float *from = o->x + i * o->width;
    float *to = o->out + o->rows[i] * o->width;
    for (int64_t j = begin; j < end; j++) to[j] += from[j];
  }
}

void ck_scatter_add(const float *x, const int64_t *rows, float *out, int64_t count, int64_t width) {
  gather o = {.x = x, .rows = rows, .out = out, .count = count, .width = width};
  int64_t grain = (CK_GRAIN / (count > 0 ? count : 1) + 16) / 16 * 16;
  ck_parallel(width, grain, scatter_columns, &o);
}

CK_BODY(convert_images) {
  const gather *o = context;
  int64_t image = o->channels * o->width;
  for (int64_t i = begin; i < end; i++) {
    for (int64_t c = 0; c < o->channels; c++) {
      const uint8_t *from = o->bytes + o->rows[i] * image + c * o->width;
      float *to = o->out + i * image + c * o->width;
      float factor = o->factor[c], offset = o->offset[c];
      for (int64_t j = 0; j < o->width; j++) to[j] = (float)from[j] * factor + offset;
    }
  }
}

void ck_images(const uint8_t *bytes, const int64_t *rows, float *out, int64_t count,
               int64_t channels, int64_t plane, const float *factor, const float *offset,
               int parallel) {
  gather o = {.bytes = bytes, .rows = rows, .out = out, .width = plane, .channels = channels,
              .factor = factor, .offset = offset};
  if (parallel)
    ck_parallel(count, row_grain(channels * plane), convert_images, &o);
  else
    convert_images(&o, 0, count);
}

typedef struct {
  const float *x;
  float *y;
  int64_t rows, columns;
} transpose;

// Tiles of 16 × 16 keep both sides within the first cache.
static void transpose_rows(void *context, int64_t begin, int64_t end) {
  const transpose *o = context;
  for (int64_t i0 = begin; i0 < end; i0 += 16)
    for (int64_t j0 = 0; j0 < o->columns; j0 += 16)
      for (int64_t i = i0; i < i0 + 16 && i < end; i++)
        for (int64_t j = j0; j < j0 + 16 && j < o->columns; j++)
          o->y[j * o->rows + i] = o->x[i * o->columns + j];
}

void ck_transpose(const float *x, float *y, int64_t rows, int64_t columns) {
  transpose o = {x, y, rows, columns};
  ck_parallel(rows, 16 * (CK_GRAIN / 16 / (columns > 0 ? columns : 1) + 1), transpose_rows, &o);
}
