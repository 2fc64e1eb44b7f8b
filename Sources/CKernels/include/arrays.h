#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

typedef enum {
  CK_OK,
  CK_OUT_OF_MEMORY,
  /// A size is beyond the integers of BLAS and LAPACK.
  CK_TOO_LARGE,
  /// The processor lacks the instructions, or CRESCENT_ISA keeps from them.
  CK_NO_INSTRUCTIONS,
  /// oneDNN has no implementation for this shape.
  CK_ONEDNN_LACKS,
  /// oneDNN reported another error.
  CK_ONEDNN_FAILED,
  /// LAPACK did not converge.
  CK_LAPACK_FAILED,
} ck_status;

/// What an element is. bfloat16 is the upper half of a float32.
typedef enum { CK_FLOAT32, CK_BFLOAT16 } ck_type;

/// How the elements of an array lie in memory: row-major float32, or an arrangement that oneDNN
/// asked for, which includes the shape and the type. The same arrangement always has the same number.
typedef int32_t ck_layout;
enum { CK_PLAIN = 0 };

/// Pooled memory and what lies in it. The holder gives it back with `ck_release(data, bytes)`.
typedef struct {
  void *_Nullable data;
  size_t bytes;
  ck_layout layout;
} ck_array;

/// An [n × channels × …] array as kernels walk it: channels lie in groups of `block`, and within a
/// group the positions of an image follow one another: [n][channels/block][spatial][block].
/// Row-major images have a block of 1, row-major matrices one of `channels` and one position.
typedef struct {
  int64_t n, channels, spatial, block;
  ck_type type;
} ck_view;

/// The type of the elements.
ck_type ck_layout_type(ck_layout layout);
/// Whether the layout can be walked as a view of blocks without padding; fills in `block`.
bool ck_layout_block(ck_layout layout, int64_t channels, int64_t *block);
/// The layout of [n, c, h, w] images in groups of `block` channels; −1 where there is no such.
ck_layout ck_layout_blocked(int64_t n, int64_t c, int64_t h, int64_t w, int64_t block,
                            ck_type type);

/// Copies `x` into row-major float32 `out`; slowly where no memory is left, but it does.
ck_status ck_to_plain(ck_array x, float *out);
/// `x` of shape [n, c, h, w] in another layout, in new memory.
ck_status ck_to_layout(ck_array x, const int64_t *shape, ck_layout layout, ck_array *out);

/// What is wrong, and whose library says so.
const char *ck_status_text(ck_status status);

#pragma clang assume_nonnull end
