#pragma once
#include "include/processor.h"

/// What `ck_isa_used` tells, where it can be read at once.
extern ck_isa ck_isa_in_force;

#define CK_INLINE static inline __attribute__((always_inline))

// Swift packages are compiled for the oldest processor of an architecture. A CK_FUNCTION is compiled
// once for each instruction set, and each call goes to the version that is in force (processor.c):
//
//   static CK_FUNCTION(float, sum, (const float *x, int64_t n), (x, n)) { … }
//
// The compiler's own `target_clones` takes "arch=haswell" for that one model and gives every other
// processor without AVX-512 the oldest code; its choice can neither be seen nor be set.
#if defined(__x86_64__)
#define CK_FUNCTION(RETURN, NAME, PARAMETERS, ARGUMENTS)                                        \
  RETURN NAME PARAMETERS;                                                                       \
  CK_INLINE RETURN NAME##_code PARAMETERS;                                                      \
  __attribute__((target("avx512f"))) static RETURN NAME##_avx512 PARAMETERS {                   \
    return NAME##_code ARGUMENTS;                                                               \
  }                                                                                             \
  __attribute__((target("avx2,fma,bmi,bmi2"))) static RETURN NAME##_avx2 PARAMETERS {           \
    return NAME##_code ARGUMENTS;                                                               \
  }                                                                                             \
  RETURN NAME PARAMETERS {                                                                      \
    if (ck_isa_in_force == CK_ISA_AVX512) return NAME##_avx512 ARGUMENTS;                       \
    if (ck_isa_in_force == CK_ISA_AVX2) return NAME##_avx2 ARGUMENTS;                           \
    return NAME##_code ARGUMENTS;                                                               \
  }                                                                                             \
  CK_INLINE RETURN NAME##_code PARAMETERS
#else
#define CK_FUNCTION(RETURN, NAME, PARAMETERS, ARGUMENTS) \
  RETURN NAME PARAMETERS;                                \
  RETURN NAME PARAMETERS
#endif

/// A body of `ck_parallel`, so compiled.
#define CK_BODY(NAME)                                                           \
  static CK_FUNCTION(void, NAME, (void *context, int64_t begin, int64_t end),   \
                     (context, begin, end))

/// Elements per range of an element-wise loop: below it a second thread costs more than it gives.
enum { CK_GRAIN = 8192 };

/// Sixteen floats, the unit of blocked layouts: one AVX-512 register, two AVX2 ones.
typedef float ck_lanes __attribute__((vector_size(64), aligned(4)));

/// The square root in loops that must vectorise: the library's may set errno, which keeps them from
/// it.
#define ck_sqrtf(x) __builtin_elementwise_sqrt((float)(x))
