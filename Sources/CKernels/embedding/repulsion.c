#include <stdatomic.h>
#include <string.h>

#include "include/allocate.h"
#include "include/embedding.h"
#include "include/parallel.h"
#include "include/processor.h"
#include "multiversion.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Every pair of points pushes both, so pairs are computed once: blocks of sixteen points against
// all sixteen at a time behind them. Reactions are summed in rooms of their own, of which there is a
// fixed number, so that the threads do not matter.

enum { LANES = 16, HALF = 8, ROOMS = 8 };

typedef struct {
  const float *x, *y;      // padded to whole blocks, by points far away from everything
  float *room;             // ROOMS × 2 × padded
  int64_t blocks, padded;
  double z[ROOMS];
} pairs;

// Ordered pairs within a block. What a point does to itself is nothing, and not counted.
CK_INLINE double within(const float *x, const float *y, float *fx, float *fy) {
  double z = 0;
  for (int i = 0; i < LANES; i++)
    for (int j = 0; j < LANES; j++) {
      if (i == j) continue;
      float dx = x[i] - x[j], dy = y[i] - y[j];
      float q = 1.0f / (1.0f + dx * dx + dy * dy), w = q * q;
      z += q;
      fx[i] += w * dx;
      fy[i] += w * dy;
    }
  return z;
}

static CK_FUNCTION(double, across_portable, (const float *x, const float *y, const float *jx,
                    const float *jy, int64_t count, float *fx, float *fy, float *gx, float *gy),
                   (x, y, jx, jy, count, fx, fy, gx, gy)) {
  ck_lanes z = {0};
  for (int i = 0; i < HALF; i++) {
    ck_lanes sx = {0}, sy = {0};
    for (int64_t j = 0; j < count; j += LANES) {
      ck_lanes dx = x[i] - *(const ck_lanes *)(jx + j), dy = y[i] - *(const ck_lanes *)(jy + j);
      ck_lanes q = 1.0f / (1.0f + dx * dx + dy * dy), w = q * q;
      z += q;
      sx += w * dx, sy += w * dy;
      *(ck_lanes *)(gx + j) -= w * dx;
      *(ck_lanes *)(gy + j) -= w * dy;
    }
    for (int lane = 0; lane < LANES; lane++) fx[i] += sx[lane], fy[i] += sy[lane];
  }
  double total = 0;
  for (int lane = 0; lane < LANES; lane++) total += z[lane];
  return total;
}

#if defined(__x86_64__)

#define WIDE __attribute__((target("avx512f,avx512dq")))

WIDE static double across_wide(const float *x, const float *y, const float *jx, const float *jy,
                               int64_t count, float *fx, float *fy, float *gx, float *gy) {
  __m512 sx[HALF], sy[HALF], z = _mm512_setzero_ps();
  const __m512 one = _mm512_set1_ps(1), two = _mm512_set1_ps(2);
#pragma clang loop unroll(full)
  for (int i = 0; i < HALF; i++) sx[i] = sy[i] = _mm512_setzero_ps();
  for (int64_t j = 0; j < count; j += LANES) {
    __m512 px = _mm512_loadu_ps(jx + j), py = _mm512_loadu_ps(jy + j);
    __m512 rx = _mm512_loadu_ps(gx + j), ry = _mm512_loadu_ps(gy + j);
#pragma clang loop unroll(full)
    for (int i = 0; i < HALF; i++) {
      __m512 dx = _mm512_sub_ps(_mm512_set1_ps(x[i]), px);
      __m512 dy = _mm512_sub_ps(_mm512_set1_ps(y[i]), py);
      __m512 d = _mm512_fmadd_ps(dy, dy, _mm512_fmadd_ps(dx, dx, one));
      // A reciprocal of fourteen bits, and a step of Newton's to twenty-three.
      __m512 q = _mm512_rcp14_ps(d);
      q = _mm512_mul_ps(q, _mm512_fnmadd_ps(d, q, two));
      __m512 w = _mm512_mul_ps(q, q);
      z = _mm512_add_ps(z, q);
      sx[i] = _mm512_fmadd_ps(w, dx, sx[i]);
      sy[i] = _mm512_fmadd_ps(w, dy, sy[i]);
      rx = _mm512_fnmadd_ps(w, dx, rx);
      ry = _mm512_fnmadd_ps(w, dy, ry);
    }
    _mm512_storeu_ps(gx + j, rx);
    _mm512_storeu_ps(gy + j, ry);
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < HALF; i++) {
    fx[i] += _mm512_reduce_add_ps(sx[i]);
    fy[i] += _mm512_reduce_add_ps(sy[i]);
  }
  return _mm512_reduce_add_ps(z);
}

#endif

static double across(const float *x, const float *y, const float *jx, const float *jy,
                     int64_t count, float *fx, float *fy, float *gx, float *gy) {
#if defined(__x86_64__)
  if (ck_has_avx512()) return across_wide(x, y, jx, jy, count, fx, fy, gx, gy);
#endif
  return across_portable(x, y, jx, jy, count, fx, fy, gx, gy);
}

static void push_block(const pairs *o, int64_t block, float *fx, float *fy, double *z) {
  int64_t at = block * LANES, behind = at + LANES, count = o->padded - behind;
  *z += within(o->x + at, o->y + at, fx + at, fy + at);
  // Stretches that stay in the first cache, and short enough for sums in float32.
  for (int64_t j = 0; j < count; j += 1024) {
    int64_t run = count - j < 1024 ? count - j : 1024, to = behind + j;
    for (int half = 0; half < LANES; half += HALF)
      *z += 2 * across(o->x + at + half, o->y + at + half, o->x + to, o->y + to, run,
                       fx + at + half, fy + at + half, fx + to, fy + to);
  }
}

// A room takes blocks from both ends, as the first have the most before them.
static void push_rooms(void *context, int64_t begin, int64_t end) {
  pairs *o = context;
  for (int64_t room = begin; room < end; room++) {
    float *fx = o->room + room * 2 * o->padded, *fy = fx + o->padded;
    memset(fx, 0, (size_t)(2 * o->padded) * sizeof(float));
    double z = 0;
    for (int64_t block = room; block < o->blocks; block += 2 * ROOMS) push_block(o, block, fx, fy, &z);
    for (int64_t block = 2 * ROOMS - 1 - room; block < o->blocks; block += 2 * ROOMS)
      push_block(o, block, fx, fy, &z);
    o->z[room] = z;
  }
}

ck_status ck_repulsion(const float *x, const float *y, int64_t n, float *fx, float *fy,
                       double *z) {
  int64_t blocks = (n + LANES - 1) / LANES, padded = blocks * LANES;
  size_t bytes = (size_t)((2 + 2 * ROOMS) * padded) * sizeof(float);
  float *memory = ck_allocate(bytes);
  if (!memory) return CK_OUT_OF_MEMORY;
  float *px = memory, *py = px + padded;
  memcpy(px, x, (size_t)n * sizeof(float));
  memcpy(py, y, (size_t)n * sizeof(float));
  for (int64_t i = n; i < padded; i++) px[i] = 1e17f * (float)(i - n + 1), py[i] = 1e17f;
  pairs o = {.x = px, .y = py, .room = py + padded, .blocks = blocks, .padded = padded};
  ck_parallel(ROOMS, 1, push_rooms, &o);
  *z = 0;
  memset(fx, 0, (size_t)n * sizeof(float));
  memset(fy, 0, (size_t)n * sizeof(float));
  for (int room = 0; room < ROOMS; room++) {
    const float *rx = o.room + room * 2 * padded, *ry = rx + padded;
    *z += o.z[room];
    for (int64_t i = 0; i < n; i++) fx[i] += rx[i], fy[i] += ry[i];
  }
  ck_release(memory, bytes);
  return CK_OK;
}
