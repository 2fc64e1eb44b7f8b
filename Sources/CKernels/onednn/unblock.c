#include "unblock.h"

#include <string.h>

#include "lanes.h"

// Where the element at `index` is.
static int64_t place_of(const ck_blocking *b, int rank, const int64_t *index) {
  int64_t rest[DNNL_MAX_NDIMS], place = b->first, step = 1;
  memcpy(rest, index, (size_t)rank * sizeof *rest);
  for (int block = b->blocks - 1; block >= 0; block--) {
    int64_t size = b->sizes[block], *part = &rest[b->axes[block]];
    place += *part % size * step;
    *part /= size;
    step *= size;
  }
  for (int axis = 0; axis < rank; axis++) place += rest[axis] * b->strides[axis];
  return place;
}

ck_status ck_unblock(ck_descriptor_view from, const void *x, float *out) {
  ck_blocking blocking;
  if (!ck_descriptor_blocking(from, &blocking)) return CK_ONEDNN_LACKS;
  int rank = ck_descriptor_rank(from);
  const int64_t *sizes = ck_descriptor_sizes(from);
  ck_type type = ck_descriptor_type(from);
  int64_t index[DNNL_MAX_NDIMS] = {0}, count = 1;
  for (int axis = 0; axis < rank; axis++) count *= sizes[axis];
  for (int64_t i = 0; i < count; i++) {
    out[i] = ck_load1(x, place_of(&blocking, rank, index), type);
    for (int axis = rank - 1; axis >= 0 && ++index[axis] == sizes[axis]; axis--) index[axis] = 0;
  }
  return CK_OK;
}
