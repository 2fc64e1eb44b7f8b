#pragma once
#include "include/convolution.h"

// Transposed convolutions to images of few channels, where oneDNN computes sixteen channels to
// throw fifteen away.

/// Whether the geometry is one of those, given the way `dy` lies.
bool ck_is_narrow(const ck_geometry *geometry, ck_layout layout);
/// dx (row-major) = what dy sends back through w, plus bias.
ck_status ck_narrow_transposed(const ck_geometry *geometry, const float *dy, const float *w,
                               const float *bias, bool relu, float *dx);
