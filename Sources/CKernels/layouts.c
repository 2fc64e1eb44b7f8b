#include <pthread.h>
#include <string.h>

#include "include/allocate.h"
#include "include/parallel.h"
#include "onednn.h"

// Layouts are interned: descriptors are kept for good and known by their place in this table, which
// grows page by page, as every new batch size brings new ones.
enum { PAGE = 256, PAGES = 1024, BUCKETS = 1024 };

typedef struct {
  dnnl_memory_desc_t descriptor;
  // 0 where the array cannot be walked as a ck_view.
  int64_t block;
  // The next layout with the same hash; CK_PLAIN ends the chain.
  ck_layout next;
} layout_entry;

static pthread_mutex_t table_lock = PTHREAD_MUTEX_INITIALIZER;
static layout_entry *pages[PAGES];
static ck_layout chains[BUCKETS];
static ck_layout used = 1;  // number 0 is CK_PLAIN

static layout_entry *entry(ck_layout layout) { return &pages[layout / PAGE][layout % PAGE]; }

static size_t hash(const dnnl_memory_desc_t *d) {
  uint64_t h = (uint64_t)d->format_desc.blocking.inner_nblks;
  for (int i = 0; i < d->ndims; i++)
    h = (h ^ (uint64_t)d->dims[i]) * 0x9E3779B97F4A7C15u + (uint64_t)d->padded_dims[i];
  return (h ^ h >> 32) % BUCKETS;
}

dnnl_memory_desc_t ck_plain_descriptor(const int64_t *shape, int rank) {
  dnnl_memory_desc_t d;
  dnnl_dims_t dims, strides;
  int64_t stride = 1;
  for (int i = rank - 1; i >= 0; i--) {
    dims[i] = shape[i];
    strides[i] = stride;
    stride *= shape[i];
  }
  dnnl_memory_desc_init_by_strides(&d, rank, dims, dnnl_f32, strides);
  return d;
}

static int64_t block_of(const dnnl_memory_desc_t *d) {
  if (d->ndims != 4 || d->dims[1] != d->padded_dims[1]) return 0;
  static const struct {
    dnnl_format_tag_t tag;
    int64_t block;
  } known[] = {{dnnl_nchw, 1}, {dnnl_nhwc, -1}, {dnnl_nChw16c, 16}, {dnnl_nChw8c, 8},
               {dnnl_nChw4c, 4}};
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
    dnnl_memory_desc_t candidate;
    if (dnnl_memory_desc_init_by_tag(&candidate, 4, d->dims, dnnl_f32, known[i].tag) ==
            dnnl_success &&
        dnnl_memory_desc_equal(&candidate, d))
      return known[i].block < 0 ? d->dims[1] : known[i].block;
  }
  return 0;
}

static bool is_plain(const dnnl_memory_desc_t *d) {
  if (d->format_kind != dnnl_blocked || d->format_desc.blocking.inner_nblks) return false;
  int64_t stride = 1;
  for (int i = d->ndims - 1; i >= 0; i--) {
    // The stride of a dimension of one element moves nothing.
    if (d->dims[i] != 1 && d->format_desc.blocking.strides[i] != stride) return false;
    stride *= d->dims[i];
  }
  return true;
}

ck_layout ck_layout_intern(const dnnl_memory_desc_t *descriptor) {
  if (is_plain(descriptor)) return CK_PLAIN;
  pthread_mutex_lock(&table_lock);
  ck_layout *chain = &chains[hash(descriptor)], found = *chain;
  while (found && !dnnl_memory_desc_equal(&entry(found)->descriptor, descriptor))
    found = entry(found)->next;
  if (!found) {
    found = used < PAGE * PAGES ? used : -1;
    if (found > 0 && !pages[found / PAGE]) {
      pages[found / PAGE] = ck_allocate(PAGE * sizeof(layout_entry));
      if (!pages[found / PAGE]) found = -1;
    }
    if (found > 0) {
      *entry(found) = (layout_entry){*descriptor, block_of(descriptor), *chain};
      *chain = found;
      used++;
    }
  }
  pthread_mutex_unlock(&table_lock);
  return found;
}

dnnl_memory_desc_t ck_layout_descriptor(ck_layout layout, const int64_t *shape, int rank) {
  if (layout == CK_PLAIN) return ck_plain_descriptor(shape, rank);
  pthread_mutex_lock(&table_lock);
  dnnl_memory_desc_t d = entry(layout)->descriptor;
  pthread_mutex_unlock(&table_lock);
  return d;
}

bool ck_layout_block(ck_layout layout, int64_t channels, int64_t *block) {
  (void)channels;
  if (layout == CK_PLAIN) {
    *block = 1;
    return true;
  }
  pthread_mutex_lock(&table_lock);
  *block = entry(layout)->block;
  pthread_mutex_unlock(&table_lock);
  return *block > 0;
}

ck_layout ck_layout_blocked(int64_t n, int64_t c, int64_t h, int64_t w, int64_t block) {
  if (block == 1) return CK_PLAIN;
  dnnl_format_tag_t tag = block == c ? dnnl_nhwc : block == 16 ? dnnl_nChw16c : dnnl_nChw8c;
  if (block == 16) tag = dnnl_nChw16c;
  if (block == 4) tag = dnnl_nChw4c;
  dnnl_dims_t dims = {n, c, h, w};
  dnnl_memory_desc_t d;
  dnnl_memory_desc_init_by_tag(&d, 4, dims, dnnl_f32, tag);
  return ck_layout_intern(&d);
}

ck_status ck_to_plain(ck_array x, float *out) {
  int64_t nothing = 0;
  dnnl_memory_desc_t from = ck_layout_descriptor(x.layout, &nothing, 0);
  dnnl_memory_desc_t to = ck_plain_descriptor(from.dims, from.ndims);
  ck_onednn_lock();
  ck_status status = ck_reorder(&from, x.data, &to, out);
  ck_onednn_unlock();
  return status;
}

ck_status ck_to_layout(ck_array x, const int64_t *shape, ck_layout layout, ck_array *out) {
  dnnl_memory_desc_t from = ck_layout_descriptor(x.layout, shape, 4);
  dnnl_memory_desc_t to = ck_layout_descriptor(layout, shape, 4);
  *out = (ck_array){NULL, dnnl_memory_desc_get_size(&to), layout};
  out->data = ck_allocate(out->bytes);
  if (!out->data) return CK_OUT_OF_MEMORY;
  ck_onednn_lock();
  ck_status status = ck_reorder(&from, x.data, &to, out->data);
  ck_onednn_unlock();
  if (status != CK_OK) ck_release(out->data, out->bytes);
  return status;
}
