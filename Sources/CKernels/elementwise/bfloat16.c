#include "include/bfloat16.h"

#include "include/parallel.h"
#include "lanes.h"

typedef struct {
  const void *x;
  void *y;
} pair;

CK_BODY(widen) {
  const pair *p = context;
  const uint16_t *x = p->x;
  float *y = p->y;
  for (int64_t i = begin; i < end; i++) y[i] = ck_widened(x[i]);
}

CK_BODY(accumulate) {
  const pair *p = context;
  int64_t i = begin;
  for (; i + 16 <= end; i += 16) {
    ck_register x = ck_load(p->x, i, CK_BFLOAT16), y = ck_load(p->y, i, CK_BFLOAT16);
    ck_store(p->y, i, (ck_register){x.v + y.v}, CK_BFLOAT16);
  }
  for (; i < end; i++)
    ck_store1(p->y, i, ck_load1(p->y, i, CK_BFLOAT16) + ck_load1(p->x, i, CK_BFLOAT16),
              CK_BFLOAT16);
}

typedef struct {
  const uint16_t *y, *dy;
  uint16_t *dx;
} masking;

CK_BODY(mask) {
  const masking *m = context;
  // Positive numbers are those between 0 and infinity as 16-bit integers with sign.
  for (int64_t i = begin; i < end; i++) {
    int16_t y = (int16_t)m->y[i];
    m->dx[i] = y > 0 && y <= 0x7F80 ? m->dy[i] : 0;
  }
}

void ck_mask_bf16(const uint16_t *y, const uint16_t *dy, uint16_t *dx, int64_t count) {
  ck_parallel(count, CK_GRAIN, mask, &(masking){y, dy, dx});
}

void ck_widen(const uint16_t *x, float *y, int64_t count) {
  ck_parallel(count, CK_GRAIN, widen, &(pair){x, y});
}

void ck_accumulate_bf16(const uint16_t *x, uint16_t *y, int64_t count) {
  ck_parallel(count, CK_GRAIN, accumulate, &(pair){x, y});
}
