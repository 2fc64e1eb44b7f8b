#pragma once
#include "arrays.h"

#pragma clang assume_nonnull begin

// One number for each row of p [n × classes]; NaN counts as 0.

/// −Σ p·ln p, where 0·ln 0 is 0.
ck_status ck_entropy_rows(const float *p, int64_t n, int64_t classes, float *out);
/// The largest element, at least 0.
void ck_largest_rows(const float *p, int64_t n, int64_t classes, float *out);
/// The gap between the largest and the second largest element, both at least 0.
void ck_margin_rows(const float *p, int64_t n, int64_t classes, float *out);
/// Of p [samples × n × classes], the entropy of the mean minus the mean of the entropies, at least 0.
ck_status ck_information_rows(const float *p, int64_t samples, int64_t n, int64_t classes,
                              float *out);

#pragma clang assume_nonnull end
