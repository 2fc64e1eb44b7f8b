#include "include/processor.h"

#include <dnnl.h>
#include <stdatomic.h>

bool ck_has_avx512(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
#else
  return false;
#endif
}

bool ck_has_bf16(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  // Each instruction set of oneDNN's has the bits of those that it includes.
  return ck_has_avx512() && __builtin_cpu_supports("avx512bf16") &&
         (dnnl_get_effective_cpu_isa() & dnnl_cpu_isa_avx512_core_bf16) ==
             dnnl_cpu_isa_avx512_core_bf16;
#else
  return false;
#endif
}

bool ck_has_fast_bf16(void) {
#if defined(__x86_64__)
  // With AMX, or on AMD's processors, a bfloat16 product costs half of a float32 one or less; Intel's
  // AVX-512 unit without AMX takes twice as long for it (measured: 180 against 350 GF/s).
  return ck_has_bf16() &&
         (__builtin_cpu_supports("amx-bf16") || __builtin_cpu_is("amd"));
#else
  return false;
#endif
}

static atomic_bool bf16;

bool ck_computes_bf16(void) { return atomic_load(&bf16); }
void ck_set_computes_bf16(bool computes) { atomic_store(&bf16, computes); }
