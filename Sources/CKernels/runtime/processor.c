#include "include/processor.h"

#include <oneapi/dnnl/dnnl.h>
#include <stdlib.h>
#include <string.h>

#include "multiversion.h"

ck_isa ck_isa_in_force = CK_ISA_BASE;

ck_isa ck_isa_used(void) { return ck_isa_in_force; }

ck_isa ck_isa_of_processor(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma") ||
      !__builtin_cpu_supports("bmi") || !__builtin_cpu_supports("bmi2"))
    return CK_ISA_BASE;
  bool wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
              __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
  return wide ? CK_ISA_AVX512 : CK_ISA_AVX2;
#else
  return CK_ISA_BASE;
#endif
}

const char *ck_isa_name(ck_isa isa) {
  switch (isa) {
    case CK_ISA_AVX512: return "avx512";
    case CK_ISA_AVX2: return "avx2";
#if defined(__x86_64__)
    default: return "sse2";
#else
    default: return "base";
#endif
  }
}

// A name that is none, or that of a wider set, changes nothing here: `Engine.environment` refuses it.
__attribute__((constructor)) static void choose(void) {
  ck_isa widest = ck_isa_of_processor();
  ck_isa_in_force = widest;
  const char *wanted = getenv("CRESCENT_ISA");
  if (!wanted) return;
  for (int isa = CK_ISA_BASE; isa < (int)widest; isa++)
    if (strcmp(wanted, ck_isa_name((ck_isa)isa)) == 0) ck_isa_in_force = (ck_isa)isa;
  // oneDNN takes what it may use before it is asked for anything; below SSE4.1 it has nothing.
  if (ck_isa_in_force < widest)
    dnnl_set_max_cpu_isa(ck_isa_in_force == CK_ISA_AVX2 ? dnnl_cpu_isa_avx2 : dnnl_cpu_isa_sse41);
}

bool ck_has_avx512(void) { return ck_isa_in_force == CK_ISA_AVX512; }

bool ck_has_byte_products(void) {
#if defined(__x86_64__)
  return ck_has_avx512() && __builtin_cpu_supports("avx512vnni");
#else
  return false;
#endif
}

bool ck_has_bf16(void) {
#if defined(__x86_64__)
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
