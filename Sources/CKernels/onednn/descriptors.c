#include "descriptors.h"

#include "include/allocate.h"

static dnnl_data_type_t data_type(ck_type type) {
  return type == CK_BFLOAT16 ? dnnl_bf16 : dnnl_f32;
}

ck_descriptor ck_descriptor_plain(int rank, const int64_t *sizes, ck_type type) {
  int64_t strides[DNNL_MAX_NDIMS], stride = 1;
  for (int i = rank - 1; i >= 0; i--) {
    strides[i] = stride;
    stride *= sizes[i];
  }
  return ck_descriptor_strided(rank, sizes, type, strides);
}

static bool has_plain_strides(int rank, const int64_t *sizes, const int64_t *strides) {
  int64_t stride = 1;
  for (int i = rank - 1; i >= 0; i--) {
    if (sizes[i] != 1 && strides[i] != stride) return false;
    stride *= sizes[i];
  }
  return true;
}

#if DNNL_VERSION_MAJOR >= 3

ck_descriptor ck_descriptor_tagged(int rank, const int64_t *sizes, ck_type type,
                                   dnnl_format_tag_t tag) {
  ck_descriptor d = NULL;
  dnnl_memory_desc_create_with_tag(&d, rank, sizes, data_type(type), tag);
  return d;
}

ck_descriptor ck_descriptor_strided(int rank, const int64_t *sizes, ck_type type,
                                    const int64_t *strides) {
  ck_descriptor d = NULL;
  dnnl_memory_desc_create_with_strides(&d, rank, sizes, data_type(type), strides);
  return d;
}

ck_descriptor ck_descriptor_copy(ck_descriptor_view original) {
  ck_descriptor d = NULL;
  dnnl_memory_desc_clone(&d, original);
  return d;
}

void ck_descriptor_free(ck_descriptor d) {
  if (d) dnnl_memory_desc_destroy(d);
}

static const int64_t *axes(ck_descriptor_view d, dnnl_query_t what) {
  const dnnl_dims_t *result = NULL;
  dnnl_memory_desc_query(d, what, (void *)&result);
  return *result;
}

static int64_t number(ck_descriptor_view d, dnnl_query_t what) {
  int64_t result = 0;
  dnnl_memory_desc_query(d, what, &result);
  return result;
}

int ck_descriptor_rank(ck_descriptor_view d) {
  int rank = 0;
  dnnl_memory_desc_query(d, dnnl_query_ndims_s32, &rank);
  return rank;
}

const int64_t *ck_descriptor_sizes(ck_descriptor_view d) { return axes(d, dnnl_query_dims); }

ck_type ck_descriptor_type(ck_descriptor_view d) {
  dnnl_data_type_t type = dnnl_f32;
  dnnl_memory_desc_query(d, dnnl_query_data_type, &type);
  return type == dnnl_bf16 ? CK_BFLOAT16 : CK_FLOAT32;
}

bool ck_descriptor_is_dense(ck_descriptor_view d) {
  const int64_t *sizes = ck_descriptor_sizes(d), *padded = axes(d, dnnl_query_padded_dims);
  for (int i = 0; i < ck_descriptor_rank(d); i++)
    if (sizes[i] != padded[i]) return false;
  return true;
}

bool ck_descriptor_is_plain(ck_descriptor_view d) {
  ck_blocking b;
  return ck_descriptor_blocking(d, &b) && b.blocks == 0 &&
         has_plain_strides(ck_descriptor_rank(d), ck_descriptor_sizes(d), b.strides);
}

bool ck_descriptor_blocking(ck_descriptor_view d, ck_blocking *b) {
  dnnl_format_kind_t kind = dnnl_format_kind_undef;
  dnnl_memory_desc_query(d, dnnl_query_format_kind, &kind);
  if (kind != dnnl_blocked) return false;
  *b = (ck_blocking){.first = number(d, dnnl_query_submemory_offset_s64),
                     .strides = axes(d, dnnl_query_strides)};
  dnnl_memory_desc_query(d, dnnl_query_inner_nblks_s32, &b->blocks);
  if (b->blocks > 0)
    b->sizes = axes(d, dnnl_query_inner_blks), b->axes = axes(d, dnnl_query_inner_idxs);
  return true;
}

#else

static ck_descriptor made(dnnl_status_t status, dnnl_memory_desc_t value) {
  if (status != dnnl_success) return NULL;
  ck_descriptor d = ck_allocate(sizeof *d);
  if (d) *d = value;
  return d;
}

ck_descriptor ck_descriptor_tagged(int rank, const int64_t *sizes, ck_type type,
                                   dnnl_format_tag_t tag) {
  dnnl_memory_desc_t d;
  dnnl_status_t status = dnnl_memory_desc_init_by_tag(&d, rank, sizes, data_type(type), tag);
  return made(status, d);
}

ck_descriptor ck_descriptor_strided(int rank, const int64_t *sizes, ck_type type,
                                    const int64_t *strides) {
  dnnl_memory_desc_t d;
  dnnl_status_t status =
      dnnl_memory_desc_init_by_strides(&d, rank, sizes, data_type(type), strides);
  return made(status, d);
}

ck_descriptor ck_descriptor_copy(ck_descriptor_view original) {
  return made(dnnl_success, *original);
}

void ck_descriptor_free(ck_descriptor d) { ck_release(d, sizeof *d); }

int ck_descriptor_rank(ck_descriptor_view d) { return d->ndims; }

const int64_t *ck_descriptor_sizes(ck_descriptor_view d) { return d->dims; }

ck_type ck_descriptor_type(ck_descriptor_view d) {
  return d->data_type == dnnl_bf16 ? CK_BFLOAT16 : CK_FLOAT32;
}

bool ck_descriptor_is_dense(ck_descriptor_view d) {
  for (int i = 0; i < d->ndims; i++)
    if (d->dims[i] != d->padded_dims[i]) return false;
  return true;
}

bool ck_descriptor_is_plain(ck_descriptor_view d) {
  return d->format_kind == dnnl_blocked && d->format_desc.blocking.inner_nblks == 0 &&
         has_plain_strides(d->ndims, d->dims, d->format_desc.blocking.strides);
}

bool ck_descriptor_blocking(ck_descriptor_view d, ck_blocking *b) {
  if (d->format_kind != dnnl_blocked) return false;
  const dnnl_blocking_desc_t *how = &d->format_desc.blocking;
  *b = (ck_blocking){.first = d->offset0, .strides = how->strides, .blocks = how->inner_nblks,
                     .sizes = how->inner_blks, .axes = how->inner_idxs};
  return true;
}

#endif
