#include "include/elementwise.h"
#include "include/parallel.h"
#include "multiversion.h"

typedef struct {
  const float *a, *b;
  float *out;
  ck_extent a_extent, b_extent;
  int64_t columns;
} binary;

// One row at a time; a step of 0 repeats one value along the row.
#define ROW_LOOPS(NAME, OPERATOR)                                                              \
  CK_INLINE void NAME##_row(const float *a, int sa, const float *b, int sb, float *out,       \
                            int64_t n) {                                                       \
    if (sa && sb) {                                                                            \
      for (int64_t j = 0; j < n; j++) out[j] = a[j] OPERATOR b[j];                             \
    } else if (sa) {                                                                           \
      float y = b[0];                                                                          \
      for (int64_t j = 0; j < n; j++) out[j] = a[j] OPERATOR y;                                \
    } else if (sb) {                                                                           \
      float x = a[0];                                                                          \
      for (int64_t j = 0; j < n; j++) out[j] = x OPERATOR b[j];                                \
    } else {                                                                                   \
      float z = a[0] OPERATOR b[0];                                                            \
      for (int64_t j = 0; j < n; j++) out[j] = z;                                              \
    }                                                                                          \
  }                                                                                            \
  CK_BODY(NAME##_flat) {                                                                       \
    const binary *o = context;                                                                 \
    int sa = o->a_extent == CK_FULL, sb = o->b_extent == CK_FULL;                              \
    NAME##_row(o->a + (sa ? begin : 0), sa, o->b + (sb ? begin : 0), sb, o->out + begin,       \
               end - begin);                                                                   \
  }                                                                                            \
  CK_BODY(NAME##_rows) {                                                                       \
    const binary *o = context;                                                                 \
    for (int64_t i = begin; i < end; i++)                                                      \
      NAME##_row(operand(o->a, o->a_extent, i, o->columns), along(o->a_extent),                \
                 operand(o->b, o->b_extent, i, o->columns), along(o->b_extent),                \
                 o->out + i * o->columns, o->columns);                                         \
  }

CK_INLINE const float *operand(const float *p, ck_extent extent, int64_t i, int64_t columns) {
  return extent == CK_FULL ? p + i * columns : extent == CK_COLUMN ? p + i : p;
}

CK_INLINE int along(ck_extent extent) { return extent == CK_FULL || extent == CK_ROW; }

ROW_LOOPS(add, +)
ROW_LOOPS(subtract, -)
ROW_LOOPS(multiply, *)
ROW_LOOPS(divide, /)

void ck_binary(ck_binary_operation operation, const float *a, ck_extent a_extent, const float *b,
               ck_extent b_extent, float *out, int64_t rows, int64_t columns) {
  static const ck_body flat[] = {add_flat, subtract_flat, multiply_flat, divide_flat};
  static const ck_body by_row[] = {add_rows, subtract_rows, multiply_rows, divide_rows};
  binary o = {a, b, out, a_extent, b_extent, columns};
  int a_even = a_extent == CK_FULL || a_extent == CK_SCALAR;
  int b_even = b_extent == CK_FULL || b_extent == CK_SCALAR;
  if (a_even && b_even)
    ck_parallel(rows * columns, CK_GRAIN, flat[operation], &o);
  else
    ck_parallel(rows, CK_GRAIN / (columns > 0 ? columns : 1) + 1, by_row[operation], &o);
}
