#pragma once
#include <oneapi/dnnl/dnnl.h>

#include "include/arrays.h"

// oneDNN 2 hands memory descriptors over by value, oneDNN 3 as opaque objects. Here they are objects
// in both: what differs between the two versions is in descriptors.c and primitives.c alone.

#if DNNL_VERSION_MAJOR >= 3
typedef dnnl_memory_desc_t ck_descriptor;
typedef const_dnnl_memory_desc_t ck_descriptor_view;
#else
typedef dnnl_memory_desc_t *ck_descriptor;
typedef const dnnl_memory_desc_t *ck_descriptor_view;
#endif

/// A descriptor of an arrangement known to oneDNN by a tag, or with the given strides; NULL where
/// there is none such. The holder frees it.
ck_descriptor ck_descriptor_tagged(int rank, const int64_t *sizes, ck_type type,
                                   dnnl_format_tag_t tag);
ck_descriptor ck_descriptor_strided(int rank, const int64_t *sizes, ck_type type,
                                    const int64_t *strides);
/// Row-major.
ck_descriptor ck_descriptor_plain(int rank, const int64_t *sizes, ck_type type);
ck_descriptor ck_descriptor_copy(ck_descriptor_view original);
void ck_descriptor_free(ck_descriptor descriptor);

int ck_descriptor_rank(ck_descriptor_view d);
const int64_t *ck_descriptor_sizes(ck_descriptor_view d);
ck_type ck_descriptor_type(ck_descriptor_view d);
/// Whether no axis is rounded up to whole blocks.
bool ck_descriptor_is_dense(ck_descriptor_view d);
/// Row-major up to axes of one element, whose strides move nothing.
bool ck_descriptor_is_plain(ck_descriptor_view d);

/// Where elements are: the last `blocks` axes in memory are parts of sizes[b] of axis axes[b], and
/// what is left of an axis moves by its stride.
typedef struct {
  int64_t first;
  const int64_t *strides;
  int blocks;
  const int64_t *sizes, *axes;
} ck_blocking;
/// False where oneDNN does not tell; borrows from the descriptor.
bool ck_descriptor_blocking(ck_descriptor_view d, ck_blocking *blocking);
