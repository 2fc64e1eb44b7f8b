#pragma once
#include <stdbool.h>

/// Whether the processor has the AVX-512 instructions that the large kernels are written for.
bool ck_has_avx512(void);
