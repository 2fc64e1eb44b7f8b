#include <math.h>
#include <string.h>

#include "include/allocate.h"
#include "include/parallel.h"
#include "multiversion.h"
#include "nearest.h"

// Rows as bytes, around their mean: for queries that are asked again and again, and for the rows
// that are searched.

typedef struct {
  ck_asked *rows;
  double *columns;
  atomic_int failed;
} reading;

CK_BODY(add_columns) {
  reading *o = context;
  const ck_asked *a = o->rows;
  for (int64_t j = begin; j < end; j++) o->columns[j] = 0;
  for (int64_t i = 0; i < a->count; i++)
    for (int64_t j = begin; j < end; j++) o->columns[j] += a->x[i * a->width + j];
  for (int64_t j = begin; j < end; j++)
    a->origin[j] = (float)(o->columns[j] / (double)a->count);
}

static void measure(void *context, int64_t begin, int64_t end) {
  reading *o = context;
  const ck_asked *a = o->rows;
  size_t bytes = (size_t)a->width * sizeof(float);
  float *row = ck_allocate(bytes);
  if (!row) {
    atomic_store(&o->failed, 1);
    return;
  }
  for (int64_t i = begin; i < end; i++)
    ck_row_to_bytes(a->x + i * a->width, a->origin, a->width, row, a->codes + i * 4 * a->depth,
                    &a->rows[i]);
  ck_release(row, bytes);
}

// How much bytes leave out, as a part of lengths.
static float ratio_of(const ck_asked *a) {
  double rests = 0, squares = 0;
  for (int64_t i = 0; i < a->count; i++) rests += a->rows[i].rest, squares += a->rows[i].square;
  float ratio = squares > 0 ? (float)sqrt(rests / squares) : 0;
  return ratio > 1e-4f ? ratio : 1e-4f;
}

static ck_status room(ck_asked *a, bool coarse) {
  size_t origin = ((size_t)a->width * sizeof(float) + 63) / 64 * 64;
  size_t rows = coarse ? (size_t)a->count * sizeof(ck_row_bytes) : 0;
  size_t codes = coarse ? (size_t)(a->count * 4 * a->depth) : 0;
  a->bytes = origin + rows + codes;
  char *at = a->memory = ck_allocate(a->bytes);
  if (!at) return CK_OUT_OF_MEMORY;
  a->origin = (float *)at;
  if (coarse) a->rows = (ck_row_bytes *)(at + origin), a->codes = (int8_t *)(at + origin + rows);
  return CK_OK;
}

ck_status ck_rows_to_bytes(const float *x, int64_t count, int64_t width, const float *origin,
                           bool coarse, ck_asked *a) {
  *a = (ck_asked){.x = x, .count = count, .width = width, .depth = (width + 3) / 4, .ratio = 1};
  ck_status status = room(a, coarse);
  if (status != CK_OK) return status;
  reading o = {.rows = a};
  size_t columns = (size_t)width * sizeof(double);
  if (origin) {
    memcpy(a->origin, origin, (size_t)width * sizeof(float));
  } else {
    o.columns = ck_allocate(columns);
    if (!o.columns) return CK_OUT_OF_MEMORY;
    ck_parallel(width, 16, add_columns, &o);
    ck_release(o.columns, columns);
  }
  if (!coarse) return CK_OK;
  ck_parallel(count, CK_GRAIN / width + 1, measure, &o);
  if (atomic_load(&o.failed)) return CK_OUT_OF_MEMORY;
  a->ratio = ratio_of(a);
  return CK_OK;
}

void ck_rows_release(ck_asked *a) {
  if (a->memory) ck_release(a->memory, a->bytes);
  a->memory = NULL;
}

ck_status ck_asked_create(const float *x, int64_t count, int64_t width, ck_asked **out) {
  *out = NULL;
  ck_asked *a = ck_allocate(sizeof *a);
  if (!a) return CK_OUT_OF_MEMORY;
  bool coarse = ck_bytes_suit(width);
  ck_status status = ck_rows_to_bytes(x, count, width, NULL, coarse, a);
  if (status == CK_OK && coarse && a->ratio > CK_COARSEST) {
    ck_rows_release(a);
    status = ck_rows_to_bytes(x, count, width, NULL, false, a);
  }
  if (status != CK_OK) {
    ck_asked_free(a);
    return status;
  }
  *out = a;
  return CK_OK;
}

void ck_asked_free(ck_asked *asked) {
  ck_rows_release(asked);
  ck_release(asked, sizeof *asked);
}
