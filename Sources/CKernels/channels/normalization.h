#pragma once
#include <stdint.h>

#include "include/normalization.h"
#include "lanes.h"

// Items of work: runs of sixteen rows, or of sixteen positions of one image.
enum { CK_TILE = 16, CK_PARTS = 32 };

typedef struct {
  ck_normal over;
  const void *x, *dy;
  const float *weight, *bias, *means, *inverses;
  void *y;
  float *mean, *inverse, epsilon;
  // [CK_PARTS][2][width]: sums of dy · normal and of dy.
  double *partial;
  int64_t tiles;  // of one image; of all rows
} ck_normalizing;

void ck_normalize_rows_range(void *job, int64_t begin, int64_t end);
void ck_normalize_rows_parts(void *job, int64_t begin, int64_t end);
void ck_normalize_positions_range(void *job, int64_t begin, int64_t end);
void ck_normalize_positions_parts(void *job, int64_t begin, int64_t end);
