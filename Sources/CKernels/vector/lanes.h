#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "include/arrays.h"
#include "multiversion.h"

typedef uint16_t ck_half_lanes __attribute__((vector_size(32), aligned(2)));
typedef uint32_t ck_word_lanes __attribute__((vector_size(64), aligned(4)));

/// Sixteen elements of either type, as floats. In a struct, as a bare vector may not be handed to
/// functions that are compiled for several processors.
typedef struct {
  ck_lanes v;
} ck_register;

typedef struct {
  ck_word_lanes v;
} ck_words;

CK_INLINE float ck_widened(uint16_t half) {
  union {
    uint32_t bits;
    float value;
  } u = {(uint32_t)half << 16};
  return u.value;
}

CK_INLINE uint16_t ck_narrowed(float value) {
  union {
    float value;
    uint32_t bits;
  } u = {value};
  uint32_t rounded = (u.bits + 0x7FFF + (u.bits >> 16 & 1)) >> 16;
  return value != value ? 0x7FC0 : (uint16_t)rounded;
}

/// The upper halves, rounded to the nearest, ties to even.
CK_INLINE ck_words ck_round_lanes(ck_register r) {
  ck_word_lanes bits = (ck_word_lanes)r.v;
  ck_word_lanes rounded = (bits + 0x7FFF + (bits >> 16 & 1)) >> 16;
  ck_word_lanes invalid = (ck_word_lanes)(r.v != r.v);
  return (ck_words){(rounded & ~invalid) | (0x7FC0 & invalid)};
}

/// Elements `at` … `at` + 15.
CK_INLINE ck_register ck_load(const void *base, int64_t at, ck_type type) {
  if (type == CK_FLOAT32) return (ck_register){*(const ck_lanes *)((const float *)base + at)};
  ck_half_lanes halves = *(const ck_half_lanes *)((const uint16_t *)base + at);
  return (ck_register){(ck_lanes)(__builtin_convertvector(halves, ck_word_lanes) << 16)};
}

CK_INLINE void ck_store(void *base, int64_t at, ck_register r, ck_type type) {
  if (type == CK_FLOAT32) {
    *(ck_lanes *)((float *)base + at) = r.v;
    return;
  }
  *(ck_half_lanes *)((uint16_t *)base + at) =
      __builtin_convertvector(ck_round_lanes(r).v, ck_half_lanes);
}

/// The lanes whose mask is all ones, 0 in those whose mask is 0.
CK_INLINE ck_register ck_where(ck_words mask, ck_register r) {
  return (ck_register){(ck_lanes)(mask.v & (ck_word_lanes)r.v)};
}

typedef bool ck_flags __attribute__((ext_vector_type(16)));

/// A bit for each lane, the first one lowest: 1 where it is above 0.
CK_INLINE uint16_t ck_positive(ck_register r) {
  union {
    ck_flags flags;
    uint16_t bits;
  } u = {__builtin_convertvector(r.v > 0, ck_flags)};
  return u.bits;
}

/// The lanes whose bit is 1, 0 in the others.
CK_INLINE ck_register ck_where_bits(uint16_t bits, ck_register r) {
  const ck_word_lanes each = {1 << 0,  1 << 1,  1 << 2,  1 << 3,  1 << 4,  1 << 5,
                              1 << 6,  1 << 7,  1 << 8,  1 << 9,  1 << 10, 1 << 11,
                              1 << 12, 1 << 13, 1 << 14, 1 << 15};
  return ck_where((ck_words){(ck_word_lanes)((each & (uint32_t)bits) != 0)}, r);
}

CK_INLINE float ck_load1(const void *base, int64_t at, ck_type type) {
  return type == CK_BFLOAT16 ? ck_widened(((const uint16_t *)base)[at]) : ((const float *)base)[at];
}

CK_INLINE void ck_store1(void *base, int64_t at, float v, ck_type type) {
  if (type == CK_BFLOAT16)
    ((uint16_t *)base)[at] = ck_narrowed(v);
  else
    ((float *)base)[at] = v;
}
