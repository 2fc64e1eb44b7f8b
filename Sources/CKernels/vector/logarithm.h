#pragma once
#include <stdint.h>
#include <string.h>

#include "multiversion.h"

// Loops over this vectorise, which they do not over the library's logf. Cephes' reduction and
// polynomial, relative error below 2⁻²²; for normal positive numbers, and 0 for everything else.
CK_INLINE float ck_logf(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  // Mantissas from √½ to √2, so that logarithms near 0 do not cancel.
  uint32_t shifted = bits - 0x3F3504F3;
  float e = (float)((int32_t)shifted >> 23);
  uint32_t mantissa = bits - (shifted & 0xFF800000);
  float m;
  memcpy(&m, &mantissa, sizeof m);
  m -= 1.0f;
  float p = 7.0376836292e-2f;
  p = p * m - 1.1514610310e-1f;
  p = p * m + 1.1676998740e-1f;
  p = p * m - 1.2420140846e-1f;
  p = p * m + 1.4249322787e-1f;
  p = p * m - 1.6668057665e-1f;
  p = p * m + 2.0000714765e-1f;
  p = p * m - 2.4999993993e-1f;
  p = p * m + 3.3333331174e-1f;
  float square = m * m;
  float y = p * m * square;
  y += -2.12194440e-4f * e;
  y += -0.5f * square;
  y += m;
  y += 0.693359375f * e;
  return x >= 1.17549435e-38f ? y : 0.0f;
}
