#pragma once
#include <stdint.h>
#include <string.h>

#include "multiversion.h"

// Loops over this vectorise, which they do not over the library's expf.
// Cephes' reduction and polynomial; relative error below 2⁻²² over the whole range.
CK_INLINE float ck_expf(float x) {
  const float low = -87.33654f, high = 88.72283f;
  // NaN is clamped, too, since no integer stands for it.
  float clamped = x > low ? x : low;
  clamped = clamped < high ? clamped : high;
  float k = __builtin_floorf(clamped * 1.44269504088896341f + 0.5f);
  // 2¹²⁸ is no float; the last octave is reached as 2 · 2¹²⁷.
  float half = k > 127.0f ? 127.0f : k;
  float r = clamped - k * 0.693359375f;
  r = r - k * -2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  int32_t bits = ((int32_t)half + 127) << 23;
  float scale;
  memcpy(&scale, &bits, sizeof scale);
  float y = p * scale * (k > half ? 2.0f : 1.0f);
  y = x < low ? 0.0f : y;
  y = x > high ? __builtin_inff() : y;
  return x != x ? x : y;
}
