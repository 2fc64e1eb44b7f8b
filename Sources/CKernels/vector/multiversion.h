#pragma once

// Swift packages are compiled for the oldest processor of an architecture. A function marked
// CK_VECTOR is compiled several times and the best version is picked when the program is loaded.
#if defined(__x86_64__) && defined(__linux__)
#define CK_VECTOR __attribute__((target_clones("avx512f", "arch=haswell", "default")))
#else
#define CK_VECTOR
#endif

#define CK_INLINE static inline __attribute__((always_inline))

/// Elements per range of an element-wise loop: below it a second thread costs more than it gives.
enum { CK_GRAIN = 8192 };

/// Sixteen floats, the unit of blocked layouts: one AVX-512 register, two AVX2 ones.
typedef float ck_lanes __attribute__((vector_size(64), aligned(4)));

/// The square root in loops that must vectorise: the library's may set errno, which keeps them from
/// it.
#define ck_sqrtf(x) __builtin_elementwise_sqrt((float)(x))
