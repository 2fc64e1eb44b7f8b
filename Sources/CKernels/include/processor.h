#pragma once
#include <stdbool.h>

/// Whether the processor has the AVX-512 instructions that the large kernels are written for.
bool ck_has_avx512(void);
/// Whether the processor multiplies bfloat16 numbers, and oneDNN uses that.
bool ck_has_bf16(void);
/// Whether it does so faster than it multiplies float32 numbers.
bool ck_has_fast_bf16(void);

/// Whether networks compute in bfloat16; not unless set.
bool ck_computes_bf16(void);
void ck_set_computes_bf16(bool computes);
