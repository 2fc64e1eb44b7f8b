#pragma once
#include <stdint.h>

#pragma clang assume_nonnull begin

typedef enum { CK_ADD, CK_SUBTRACT, CK_MULTIPLY, CK_DIVIDE } ck_binary_operation;

/// How an operand covers a [rows × columns] result.
typedef enum { CK_FULL, CK_ROW, CK_COLUMN, CK_SCALAR } ck_extent;

/// out[i,j] = a[i,j] ∘ b[i,j], operands repeated as their extents say. `out` may be `a` or `b`.
void ck_binary(ck_binary_operation operation, const float *a, ck_extent a_extent, const float *b,
               ck_extent b_extent, float *out, int64_t rows, int64_t columns);

typedef enum {
  CK_RELU, CK_SIGMOID, CK_TANH, CK_EXP, CK_LOG, CK_SQRT, CK_SQUARE, CK_RECIPROCAL
} ck_unary_operation;

void ck_unary(ck_unary_operation operation, const float *x, float *y, int64_t count);
/// dx = dy · f′, where f′ is had from `x` (log, square) or from `y` (the others). `dx` may be `dy`.
void ck_unary_backward(ck_unary_operation operation, const float *x, const float *y,
                       const float *dy, float *dx, int64_t count);

/// y = scale · x + shift.
void ck_scale(const float *x, float scale, float shift, float *y, int64_t count);
/// y += x.
void ck_accumulate(const float *x, float *y, int64_t count);
void ck_fill(float value, float *y, int64_t count);
void ck_copy(const float *x, float *y, int64_t count);
/// y[j,i] = x[i,j].
void ck_transpose(const float *x, float *y, int64_t rows, int64_t columns);
/// out row i = x row rows[i]; each row has `width` elements.
void ck_gather(const float *x, const int64_t *rows, float *out, int64_t count, int64_t width);
/// out row rows[i] += x row i, in the order of i.
void ck_scatter_add(const float *x, const int64_t *rows, float *out, int64_t count, int64_t width);
/// out[i, c, ·] = byte · factor[c] + offset[c] of image rows[i]; `plane` pixels per channel.
/// `parallel` 0: all on the calling thread.
void ck_images(const uint8_t *bytes, const int64_t *rows, float *out, int64_t count,
               int64_t channels, int64_t plane, const float *factor, const float *offset,
               int parallel);

#pragma clang assume_nonnull end
