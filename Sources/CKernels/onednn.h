#pragma once
#include <oneapi/dnnl/dnnl.h>

#include "include/arrays.h"

// What the files that speak to oneDNN share. oneDNN runs one primitive at a time, on all threads;
// ck_onednn_lock is held from looking a primitive up until it has run.

void ck_onednn_lock(void);
void ck_onednn_unlock(void);

/// The one engine and stream; NULL where oneDNN could not start.
dnnl_engine_t ck_onednn_engine(void);
dnnl_stream_t ck_onednn_stream(void);

ck_status ck_status_of(dnnl_status_t status);

/// The number of a memory descriptor, and back. CK_PLAIN where it is row-major.
ck_layout ck_layout_intern(const dnnl_memory_desc_t *descriptor);
/// The descriptor of an array of this shape; `layout` may be CK_PLAIN.
dnnl_memory_desc_t ck_layout_descriptor(ck_layout layout, const int64_t *shape, int rank);
dnnl_memory_desc_t ck_plain_descriptor(const int64_t *shape, int rank);

/// Copies from one arrangement to another; called with the lock held.
ck_status ck_reorder(const dnnl_memory_desc_t *from, const float *x, const dnnl_memory_desc_t *to,
                     float *out);
