#include <pthread.h>
#include <string.h>

#include "include/allocate.h"
#include "include/bfloat16.h"
#include "include/parallel.h"
#include "onednn.h"
#include "unblock.h"

// Layouts are interned: descriptors are kept for good and known by their place in this table, which
// grows page by page, as every new batch size brings new ones.
enum { PAGE = 256, PAGES = 1024, BUCKETS = 1024 };

typedef struct {
  ck_descriptor descriptor;
  ck_type type;
  // 0 where the array cannot be walked as a ck_view.
  int64_t block;
  // The next layout with the same hash; CK_PLAIN ends the chain.
  ck_layout next;
} layout_entry;

static pthread_mutex_t table_lock = PTHREAD_MUTEX_INITIALIZER;
static layout_entry *pages[PAGES];
static ck_layout chains[BUCKETS];
static ck_layout used = 1;  // number 0 is CK_PLAIN

// Entries never move nor change once their number is known to anybody.
static layout_entry *entry(ck_layout layout) { return &pages[layout / PAGE][layout % PAGE]; }

static size_t hash(ck_descriptor_view d) {
  uint64_t h = ck_descriptor_type(d);
  const int64_t *sizes = ck_descriptor_sizes(d);
  for (int i = 0; i < ck_descriptor_rank(d); i++)
    h = (h ^ (uint64_t)sizes[i]) * 0x9E3779B97F4A7C15u;
  return (h ^ h >> 32) % BUCKETS;
}

static dnnl_format_tag_t tag_of(int64_t block, int64_t channels) {
  switch (block) {
    case 16: return dnnl_nChw16c;
    case 8: return dnnl_nChw8c;
    case 4: return dnnl_nChw4c;
    default: return block == channels ? dnnl_nhwc : block == 1 ? dnnl_nchw : dnnl_format_tag_undef;
  }
}

// Elements to a group; 0 where there are no groups, −1 where memory is missing.
static int64_t block_of(ck_descriptor_view d) {
  if (ck_descriptor_rank(d) != 4 || !ck_descriptor_is_dense(d)) return 0;
  const int64_t *sizes = ck_descriptor_sizes(d);
  ck_type type = ck_descriptor_type(d);
  const int64_t blocks[] = {16, 8, 4, 1, sizes[1]};
  for (int i = 0; i < 5; i++) {
    dnnl_format_tag_t tag = i == 4 ? dnnl_nhwc : tag_of(blocks[i], blocks[i] == 1 ? 0 : -1);
    ck_descriptor candidate = ck_descriptor_tagged(4, sizes, type, tag);
    if (!candidate) return -1;
    bool same = dnnl_memory_desc_equal(candidate, d);
    ck_descriptor_free(candidate);
    if (same) return blocks[i];
  }
  return 0;
}

ck_layout ck_layout_intern(ck_descriptor_view descriptor) {
  ck_type type = ck_descriptor_type(descriptor);
  if (type == CK_FLOAT32 && ck_descriptor_is_plain(descriptor)) return CK_PLAIN;
  pthread_mutex_lock(&table_lock);
  ck_layout *chain = &chains[hash(descriptor)], found = *chain;
  while (found && !dnnl_memory_desc_equal(entry(found)->descriptor, descriptor))
    found = entry(found)->next;
  if (!found) {
    found = used < PAGE * PAGES ? used : -1;
    ck_descriptor copy = found > 0 ? ck_descriptor_copy(descriptor) : NULL;
    int64_t block = copy ? block_of(descriptor) : -1;
    if (block < 0) found = -1;
    if (found > 0 && !pages[found / PAGE]) {
      pages[found / PAGE] = ck_allocate(PAGE * sizeof(layout_entry));
      if (!pages[found / PAGE]) found = -1;
    }
    if (found > 0) {
      *entry(found) = (layout_entry){copy, type, block, *chain};
      *chain = found;
      used++;
    } else {
      ck_descriptor_free(copy);
    }
  }
  pthread_mutex_unlock(&table_lock);
  return found;
}

static layout_entry find(ck_layout layout) {
  pthread_mutex_lock(&table_lock);
  layout_entry found = *entry(layout);
  pthread_mutex_unlock(&table_lock);
  return found;
}

ck_descriptor_view ck_layout_descriptor(ck_layout layout) { return find(layout).descriptor; }

ck_type ck_layout_type(ck_layout layout) {
  return layout == CK_PLAIN ? CK_FLOAT32 : find(layout).type;
}

bool ck_layout_block(ck_layout layout, int64_t channels, int64_t *block) {
  (void)channels;
  *block = layout == CK_PLAIN ? 1 : find(layout).block;
  return *block > 0;
}

ck_layout ck_layout_blocked(int64_t n, int64_t c, int64_t h, int64_t w, int64_t block,
                            ck_type type) {
  if (block == 1 && type == CK_FLOAT32) return CK_PLAIN;
  int64_t sizes[] = {n, c, h, w};
  ck_descriptor d = ck_descriptor_tagged(4, sizes, type, tag_of(block, c));
  if (!d) return -1;
  ck_layout layout = ck_layout_intern(d);
  ck_descriptor_free(d);
  return layout;
}

ck_status ck_to_plain(ck_array x, float *out) {
  layout_entry from = find(x.layout);
  if (from.type == CK_BFLOAT16 && from.block == 1) {
    ck_widen(x.data, out, (int64_t)(x.bytes / sizeof(uint16_t)));
    return CK_OK;
  }
  ck_descriptor to = ck_descriptor_plain(ck_descriptor_rank(from.descriptor),
                                         ck_descriptor_sizes(from.descriptor), CK_FLOAT32);
  ck_status status = CK_OUT_OF_MEMORY;
  if (to) {
    ck_onednn_lock();
    status = ck_reorder(from.descriptor, x.data, to, out);
    ck_onednn_unlock();
    ck_descriptor_free(to);
  }
  return status == CK_OK ? CK_OK : ck_unblock(from.descriptor, x.data, out);
}

ck_status ck_to_layout(ck_array x, const int64_t *shape, ck_layout layout, ck_array *out) {
  *out = (ck_array){0};
  ck_descriptor plain = ck_descriptor_plain(4, shape, CK_FLOAT32);
  if (!plain) return CK_OUT_OF_MEMORY;
  ck_descriptor_view from = x.layout == CK_PLAIN ? plain : ck_layout_descriptor(x.layout);
  ck_descriptor_view to = layout == CK_PLAIN ? plain : ck_layout_descriptor(layout);
  *out = (ck_array){NULL, dnnl_memory_desc_get_size(to), layout};
  out->data = ck_allocate(out->bytes);
  ck_status status = out->data ? CK_OK : CK_OUT_OF_MEMORY;
  if (status == CK_OK) {
    ck_onednn_lock();
    status = ck_reorder(from, x.data, to, out->data);
    ck_onednn_unlock();
  }
  ck_descriptor_free(plain);
  if (status != CK_OK) ck_release(out->data, out->bytes);
  return status;
}
