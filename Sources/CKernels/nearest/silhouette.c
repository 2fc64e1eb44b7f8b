#include <math.h>

#include "distance.h"
#include "include/clusters.h"
#include "include/parallel.h"

typedef struct {
  const float *x, *points, *products, *rows, *columns;
  const int64_t *starts;
  int64_t n, width, clusters;
  double *sums;
} spreading;

CK_BODY(spread) {
#pragma clang fp reassociate(on)
  const spreading *o = context;
  for (int64_t i = begin; i < end; i++) {
    const float *products = o->products + i * o->n;
    for (int64_t c = 0; c < o->clusters; c++) {
      double total = 0;
      for (int64_t start = o->starts[c]; start < o->starts[c + 1]; start += 256) {
        int64_t last = start + 256 < o->starts[c + 1] ? start + 256 : o->starts[c + 1];
        float sum = 0;
        int near = 0;
        for (int64_t j = start; j < last; j++) {
          float square = o->rows[i] + o->columns[j], d = square - 2.0f * products[j];
          near |= d < 0.0156f * square;
          sum += ck_sqrtf(d > 0 ? d : 0);
        }
        if (near) {
          // Where large terms cancel, those distances are summed from their differences.
          sum = 0;
          for (int64_t j = start; j < last; j++) {
            float square = o->rows[i] + o->columns[j], d = square - 2.0f * products[j];
            if (d < 0.0156f * square)
              d = ck_squared_distance(o->x + i * o->width, o->points + j * o->width, o->width);
            sum += ck_sqrtf(d);
          }
        }
        total += sum;
      }
      o->sums[i * o->clusters + c] = total;
    }
  }
}

void ck_cluster_distances(const float *x, const float *points, const float *products,
                          const float *rows, const float *columns, const int64_t *starts,
                          int64_t count, int64_t n, int64_t width, int64_t clusters,
                          double *sums) {
  spreading o = {.x = x, .points = points, .products = products, .rows = rows, .columns = columns,
                 .starts = starts, .n = n, .width = width, .clusters = clusters, .sums = sums};
  ck_parallel(count, 1, spread, &o);
}
