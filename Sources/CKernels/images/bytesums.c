#include "include/bytesums.h"

#include "include/parallel.h"
#include "multiversion.h"

typedef struct {
  const uint8_t *bytes;
  const int64_t *rows;
  int64_t channels, plane;
  uint64_t *sums;
  uint8_t *extremes;
} job;

// 255² · 2¹⁶ is just below 2³²: so many squares go into 32 bits.
enum { BLOCK = 1 << 16 };

static CK_FUNCTION(void, sum_image, (const uint8_t *from, int64_t channels, int64_t plane,
                    uint64_t *sums, uint8_t *extremes), (from, channels, plane, sums, extremes)) {
  uint8_t least = 255, largest = 0;
  for (int64_t c = 0; c < channels; c++, from += plane) {
    uint64_t sum = 0, square = 0;
    for (int64_t start = 0; start < plane; start += BLOCK) {
      int64_t end = start + BLOCK < plane ? start + BLOCK : plane;
      uint32_t s = 0, q = 0;
      for (int64_t i = start; i < end; i++) {
        uint32_t byte = from[i];
        s += byte;
        q += byte * byte;
        least = from[i] < least ? from[i] : least;
        largest = from[i] > largest ? from[i] : largest;
      }
      sum += s;
      square += q;
    }
    sums[2 * c] = sum;
    sums[2 * c + 1] = square;
  }
  extremes[0] = least;
  extremes[1] = largest;
}

static void sum_range(void *context, int64_t begin, int64_t end) {
  const job *j = context;
  for (int64_t i = begin; i < end; i++) {
    int64_t row = j->rows ? j->rows[i] : i;
    sum_image(j->bytes + row * j->channels * j->plane, j->channels, j->plane,
                j->sums + 2 * i * j->channels, j->extremes + 2 * i);
  }
}

void ck_byte_sums(const uint8_t *bytes, const int64_t *rows, int64_t count, int64_t channels,
                  int64_t plane, uint64_t *sums, uint8_t *extremes) {
  job j = {bytes, rows, channels, plane, sums, extremes};
  int64_t image = channels * plane;
  ck_parallel(count, (CK_GRAIN << 3) / (image > 0 ? image : 1) + 1, sum_range, &j);
}
