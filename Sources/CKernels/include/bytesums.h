#pragma once
#include <stdint.h>

#pragma clang assume_nonnull begin

/// What bytes of images add up to, plane by plane: `sums` gets the sum and the sum of squares of each
/// channel, [count × channels × 2], `extremes` the least and largest byte of each image, [count × 2].
/// `rows` says which images of the store; NULL: the first ones.
void ck_byte_sums(const uint8_t *bytes, const int64_t *_Nullable rows, int64_t count,
                  int64_t channels, int64_t plane, uint64_t *sums, uint8_t *extremes);

#pragma clang assume_nonnull end
