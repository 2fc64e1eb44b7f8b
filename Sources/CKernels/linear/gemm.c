#include "include/gemm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "blas.h"
#include "include/elementwise.h"
#include "include/memory.h"
#include "onednn.h"

// Small products are OpenBLAS's, large ones oneDNN's: measured on two cores with AVX-512, OpenBLAS
// reaches 230–390 GF/s on 128×1024×576 and oneDNN 29–68; on 10000×1000×512 it is 190–330 to 460.
static bool belongs_to_onednn(int64_t m, int64_t n, int64_t k) {
  return (double)m * (double)n * (double)k > 5e8 && n >= 64 && m >= 64;
}

ck_status ck_gemm(bool transpose_a, bool transpose_b, int64_t m, int64_t n, int64_t k, float alpha,
                  const float *a, const float *b, float beta, float *c) {
  return ck_gemm_rows(transpose_a, transpose_b, m, 0, m, n, k, alpha, a, b, beta, c);
}

ck_status ck_gemm_rows(bool transpose_a, bool transpose_b, int64_t m, int64_t first, int64_t count,
                       int64_t n, int64_t k, float alpha, const float *a, const float *b, float beta,
                       float *c) {
  if (count <= 0 || n <= 0) return CK_OK;
  c += first * n;
  if (k <= 0) {
    if (beta == 0) ck_fill(0, c, count * n);
    return CK_OK;
  }
  int64_t lda = transpose_a ? m : k, ldb = transpose_b ? k : n;
  a += transpose_a ? first : first * k;
  // oneDNN takes sizes of 64 bits, but where one was beyond 32 (1 × 1 × 2³¹ + 24 and so on), version
  // 2.6 gave wrong numbers and no error. Arrays of more elements than that are no matter in either.
  blasint rows, columns, inner, all;
  if (!ck_blas_int(count, &rows) || !ck_blas_int(n, &columns) || !ck_blas_int(k, &inner) ||
      !ck_blas_int(m, &all))
    return CK_TOO_LARGE;
  if (belongs_to_onednn(count, n, k) && ck_memory_has_room_for_code()) {
    ck_onednn_lock();
    dnnl_status_t status = dnnl_sgemm(transpose_a ? 'T' : 'N', transpose_b ? 'T' : 'N', count, n, k,
                                      alpha, a, lda, b, ldb, beta, c, n);
    ck_onednn_unlock();
    if (status == dnnl_success) return CK_OK;
  }
  ck_blas_lock();
  cblas_sgemm(CblasRowMajor, transpose_a ? CblasTrans : CblasNoTrans,
              transpose_b ? CblasTrans : CblasNoTrans, rows, columns, inner, alpha, a,
              transpose_a ? all : inner, b, transpose_b ? inner : columns, beta, c, columns);
  ck_blas_unlock();
  return CK_OK;
}

// OpenBLAS takes a buffer of 128 MB of addresses and a page for each of its threads, and asks the
// system for it again and again, for ever, where there is no room.
bool ck_blas_reserve(int threads) {
  const size_t buffer = ((size_t)128 << 20) + 4096;
  ck_blas_lock();
  const char *most = strstr(openblas_get_config(), "MAX_THREADS=");
  int limit = most ? atoi(most + strlen("MAX_THREADS=")) : 64;
  int more = (threads < limit ? threads : limit) - openblas_get_num_threads();
  bool has_room = true;
  if (more > 0) {
    // One more, since its other working memory comes in the same pieces.
    size_t bytes = (size_t)(more + 1) * buffer;
    void *probe = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    has_room = probe != MAP_FAILED;
    if (has_room) {
      munmap(probe, bytes);
      openblas_set_num_threads(threads);
    }
  }
  ck_blas_unlock();
  return has_room;
}

const char *ck_blas_description(void) { return openblas_get_config(); }

const char *ck_onednn_description(void) {
  static _Thread_local char text[128];
  const dnnl_version_t *v = dnnl_version();
  const char *isa = "";
  switch ((int)dnnl_get_effective_cpu_isa()) {
    case dnnl_cpu_isa_sse41: isa = "SSE4.1"; break;
    case dnnl_cpu_isa_avx: isa = "AVX"; break;
    case dnnl_cpu_isa_avx2: isa = "AVX2"; break;
    case dnnl_cpu_isa_avx2_vnni: isa = "AVX2 with VNNI"; break;
    case dnnl_cpu_isa_avx512_core: isa = "AVX-512"; break;
    case dnnl_cpu_isa_avx512_core_vnni: isa = "AVX-512 with VNNI"; break;
    case dnnl_cpu_isa_avx512_core_bf16: isa = "AVX-512 with bf16"; break;
    default: isa = "the processor's"; break;
  }
  snprintf(text, sizeof text, "oneDNN %d.%d.%d (%s)", v->major, v->minor, v->patch, isa);
  return text;
}
