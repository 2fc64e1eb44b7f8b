#pragma once
#include "descriptors.h"

/// Copies elements of any arrangement into row-major float32 one by one, for which no memory is
/// needed; CK_ONEDNN_LACKS where oneDNN does not tell where they are.
ck_status ck_unblock(ck_descriptor_view from, const void *x, float *out);
