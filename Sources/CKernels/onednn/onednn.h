#pragma once
#include "descriptors.h"

// What the files that speak to oneDNN share. oneDNN runs one primitive at a time, on all threads;
// ck_onednn_lock is held from looking a primitive up until it has run.

void ck_onednn_lock(void);
void ck_onednn_unlock(void);

/// The one engine and stream; NULL where oneDNN could not start.
dnnl_engine_t ck_onednn_engine(void);
dnnl_stream_t ck_onednn_stream(void);

ck_status ck_status_of(dnnl_status_t status);

/// The number of a layout, for good; −1 where the table has no room left. Row-major float32 is
/// CK_PLAIN whatever its shape.
ck_layout ck_layout_intern(ck_descriptor_view descriptor);
/// The descriptor behind a layout other than CK_PLAIN.
ck_descriptor_view ck_layout_descriptor(ck_layout layout);

/// Copies from one arrangement to another; called with the oneDNN lock held.
ck_status ck_reorder(ck_descriptor_view from, const void *x, ck_descriptor_view to, void *out);
