#pragma once
#include <stdbool.h>

#pragma clang assume_nonnull begin

/// Instruction sets that kernels are compiled for, each with all that is in those before it.
typedef enum {
  /// What every processor of the architecture has.
  CK_ISA_BASE,
  /// AVX2 with FMA and BMI2.
  CK_ISA_AVX2,
  /// AVX-512 F, BW, DQ and VL.
  CK_ISA_AVX512,
  CK_ISA_COUNT,
} ck_isa;

/// The one that kernels use: the widest that the processor has, or the narrower one that
/// CRESCENT_ISA names; the same from before `main` on. oneDNN is held to it, too.
ck_isa ck_isa_used(void);
/// The widest that the processor has.
ck_isa ck_isa_of_processor(void);
/// "avx512", "avx2", and "sse2" or, where that means nothing, "base".
const char *ck_isa_name(ck_isa isa);

/// Whether the AVX-512 instructions that the large kernels are written for are in force.
bool ck_has_avx512(void);
/// Whether AVX-512's products of bytes are in force.
bool ck_has_byte_products(void);
/// Whether the processor multiplies bfloat16 numbers, and oneDNN uses that.
bool ck_has_bf16(void);
/// Whether it does so faster than it multiplies float32 numbers.
bool ck_has_fast_bf16(void);

#pragma clang assume_nonnull end
