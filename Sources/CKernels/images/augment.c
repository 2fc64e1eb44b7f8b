#include "include/augment.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

#include "include/allocate.h"
#include "include/parallel.h"
#include "multiversion.h"

typedef struct {
  const uint8_t *bytes;
  const ck_augmentation *jobs;
  int64_t channels, height, width;
  float scale;
  const float *factor, *offset;
  float *out;
  atomic_int failed;
} batch;

/// Whether the image is only moved by whole pixels, perhaps mirrored.
static int is_shift(const ck_augmentation *j) {
  return j->m[1] == 0.0f && j->m[3] == 0.0f && j->m[4] == 1.0f && fabsf(j->m[0]) == 1.0f &&
         floorf(j->m[2]) == j->m[2] && floorf(j->m[5]) == j->m[5] && fabsf(j->m[2]) < 1e6f &&
         fabsf(j->m[5]) < 1e6f;
}

static CK_FUNCTION(void, shift, (const uint8_t *from, const ck_augmentation *j, int64_t height,
                    int64_t width, float scale, float *to), (from, j, height, width, scale, to)) {
  int64_t dx = (int64_t)j->m[2], dy = (int64_t)j->m[5];
  int mirrored = j->m[0] < 0.0f;
  for (int64_t y = 0; y < height; y++) {
    float *row = to + y * width;
    int64_t sy = y + dy;
    if (sy < 0 || sy >= height) {
      memset(row, 0, (size_t)width * sizeof(float));
      continue;
    }
    const uint8_t *source = from + sy * width;
    // Source column is ±x + dx; outside of [0, width) it is black.
    int64_t begin = mirrored ? dx - width + 1 : -dx, end = mirrored ? dx + 1 : width - dx;
    if (begin < 0) begin = 0;
    if (end > width) end = width;
    if (end < begin) end = begin;
    for (int64_t x = 0; x < begin && x < width; x++) row[x] = 0.0f;
    if (mirrored)
      for (int64_t x = begin; x < end; x++) row[x] = (float)source[dx - x] * scale;
    else
      for (int64_t x = begin; x < end; x++) row[x] = (float)source[x + dx] * scale;
    for (int64_t x = end; x < width; x++) row[x] = 0.0f;
  }
}

/// Bilinear; a place up to half a pixel beyond the edge is that of the edge.
static CK_FUNCTION(void, warp, (const uint8_t *from, const ck_augmentation *j, int64_t channels,
                    int64_t height, int64_t width, float scale, float *to),
                   (from, j, channels, height, width, scale, to)) {
  const float *m = j->m;
  float right = (float)width - 1.0f, bottom = (float)height - 1.0f;
  int64_t plane = height * width;
  for (int64_t y = 0; y < height; y++) {
    for (int64_t x = 0; x < width; x++) {
      float sx = m[0] * (float)x + m[1] * (float)y + m[2];
      float sy = m[3] * (float)x + m[4] * (float)y + m[5];
      int64_t place = y * width + x;
      // A hair's breadth of rounding must not turn an edge black.
      int inside = sx >= -0.501f && sy >= -0.501f && sx <= right + 0.501f && sy <= bottom + 0.501f;
      if (!inside) {
        for (int64_t c = 0; c < channels; c++) to[c * plane + place] = 0.0f;
        continue;
      }
      sx = sx < 0.0f ? 0.0f : sx > right ? right : sx;
      sy = sy < 0.0f ? 0.0f : sy > bottom ? bottom : sy;
      int32_t x0 = (int32_t)sx, y0 = (int32_t)sy;
      int32_t x1 = x0 + 1 < (int32_t)width ? x0 + 1 : x0;
      int32_t y1 = y0 + 1 < (int32_t)height ? y0 + 1 : y0;
      float fx = sx - (float)x0, fy = sy - (float)y0;
      for (int64_t c = 0; c < channels; c++) {
        const uint8_t *p = from + c * plane;
        float a = (float)p[y0 * width + x0], b = (float)p[y0 * width + x1];
        float d = (float)p[y1 * width + x0], e = (float)p[y1 * width + x1];
        float top = a + (b - a) * fx, low = d + (e - d) * fx;
        to[c * plane + place] = (top + (low - top) * fy) * scale;
      }
    }
  }
}

CK_INLINE float unit(float value) { return value < 0.0f ? 0.0f : value > 1.0f ? 1.0f : value; }

static CK_FUNCTION(void, luma, (const float *p, int64_t channels, int64_t plane, float *grey),
                   (p, channels, plane, grey)) {
  if (channels == 3)
    for (int64_t i = 0; i < plane; i++)
      grey[i] = 0.299f * p[i] + 0.587f * p[plane + i] + 0.114f * p[2 * plane + i];
  else
    memcpy(grey, p, (size_t)plane * sizeof(float));
}

/// p = clamp(f p + (1 − f) other), other a plane or one value.
static CK_FUNCTION(void, blend, (float *p, int64_t channels, int64_t plane, float f,
                    const float *other, float value), (p, channels, plane, f, other, value)) {
  for (int64_t c = 0; c < channels; c++) {
    float *q = p + c * plane;
    if (other)
      for (int64_t i = 0; i < plane; i++) q[i] = unit(f * q[i] + (1.0f - f) * other[i]);
    else
      for (int64_t i = 0; i < plane; i++) q[i] = unit(f * q[i] + (1.0f - f) * value);
  }
}

/// One channel of a colour given by hue (in sixths of a turn), saturation and value:
/// v − v s max(0, min(k, 4 − k, 1)) with k = (n + hue) mod 6.
CK_INLINE float channel(float n, float hue, float value, float chroma) {
  float k = n + hue;
  k = k >= 6.0f ? k - 6.0f : k;
  float t = k < 4.0f - k ? k : 4.0f - k;
  t = t < 1.0f ? t : 1.0f;
  t = t > 0.0f ? t : 0.0f;
  return value - chroma * t;
}

static CK_FUNCTION(void, turn_hue, (float *p, int64_t plane, float turn), (p, plane, turn)) {
  float *red = p, *green = p + plane, *blue = p + 2 * plane;
  for (int64_t i = 0; i < plane; i++) {
    float r = red[i], g = green[i], b = blue[i];
    float most = r > g ? r : g;
    most = most > b ? most : b;
    float least = r < g ? r : g;
    least = least < b ? least : b;
    float chroma = most - least;
    float over = chroma > 0.0f ? 1.0f / chroma : 0.0f;
    float hue = most == r ? (g - b) * over : most == g ? 2.0f + (b - r) * over : 4.0f + (r - g) * over;
    hue += 6.0f * turn;
    hue = hue < 0.0f ? hue + 6.0f : hue;
    hue = hue >= 6.0f ? hue - 6.0f : hue;
    red[i] = channel(5.0f, hue, most, chroma);
    green[i] = channel(3.0f, hue, most, chroma);
    blue[i] = channel(1.0f, hue, most, chroma);
  }
}

static void colour(float *p, const ck_augmentation *j, int64_t channels, int64_t plane,
                   float *grey) {
  for (int step = 0; step < 4; step++) {
    switch (j->order[step]) {
      case 0:
        if (j->brightness != 1.0f) blend(p, channels, plane, j->brightness, NULL, 0.0f);
        break;
      case 1:
        if (j->contrast != 1.0f) {
          luma(p, channels, plane, grey);
          double sum = 0.0;
          for (int64_t i = 0; i < plane; i++) sum += grey[i];
          blend(p, channels, plane, j->contrast, NULL, (float)(sum / (double)plane));
        }
        break;
      case 2:
        if (j->saturation != 1.0f && channels == 3) {
          luma(p, channels, plane, grey);
          blend(p, channels, plane, j->saturation, grey, 0.0f);
        }
        break;
      default:
        if (j->hue != 0.0f && channels == 3) turn_hue(p, plane, j->hue);
    }
  }
  if (j->grey && channels == 3) {
    luma(p, channels, plane, grey);
    for (int64_t c = 0; c < 3; c++) memcpy(p + c * plane, grey, (size_t)plane * sizeof(float));
  }
}

/// Mirrored at the edge without repeating it, as often as need be.
static int64_t mirrored(int64_t i, int64_t n) {
  if (n == 1) return 0;
  int64_t period = 2 * (n - 1);
  i %= period;
  if (i < 0) i += period;
  return i < n ? i : period - i;
}

static CK_FUNCTION(void, add_row, (const float *from, float weight, int64_t width, float *to),
                   (from, weight, width, to)) {
  for (int64_t x = 0; x < width; x++) to[x] += weight * from[x];
}

/// Gaussian, rows then columns; `spare` holds a plane and a row with room at both ends.
static void blur(float *p, const ck_augmentation *j, int64_t channels, int64_t height,
                 int64_t width, float *spare) {
  enum { LIMIT = 127 };
  int64_t size = j->blur_size < 3 ? 3 : j->blur_size > LIMIT ? LIMIT : j->blur_size;
  int64_t half = size / 2;
  float weights[LIMIT + 1], sum = 0.0f;
  for (int64_t k = -half; k <= half; k++) {
    float d = (float)k / j->sigma;
    weights[k + half] = expf(-0.5f * d * d);
    sum += weights[k + half];
  }
  for (int64_t k = 0; k <= 2 * half; k++) weights[k] /= sum;
  float *row = spare + height * width;
  for (int64_t c = 0; c < channels; c++) {
    float *plane = p + c * height * width;
    memset(spare, 0, (size_t)(height * width) * sizeof(float));
    for (int64_t y = 0; y < height; y++) {
      const float *from = plane + y * width;
      for (int64_t x = 0; x < half; x++) {
        row[x] = from[mirrored(x - half, width)];
        row[half + width + x] = from[mirrored(width + x, width)];
      }
      memcpy(row + half, from, (size_t)width * sizeof(float));
      for (int64_t k = 0; k <= 2 * half; k++) add_row(row + k, weights[k], width, spare + y * width);
    }
    memset(plane, 0, (size_t)(height * width) * sizeof(float));
    for (int64_t y = 0; y < height; y++)
      for (int64_t k = -half; k <= half; k++)
        add_row(spare + mirrored(y + k, height) * width, weights[k + half], width,
                plane + y * width);
  }
}

static CK_FUNCTION(void, normalise, (float *p, int64_t plane, float factor, float offset),
                   (p, plane, factor, offset)) {
  for (int64_t i = 0; i < plane; i++) p[i] = p[i] * factor + offset;
}

static void augment_range(void *context, int64_t begin, int64_t end) {
  batch *b = context;
  int64_t plane = b->height * b->width, image = b->channels * plane;
  size_t bytes = (size_t)(plane + b->width + 256) * sizeof(float);
  float *spare = ck_allocate(bytes);
  if (!spare) {
    atomic_store(&b->failed, 1);
    return;
  }
  for (int64_t i = begin; i < end; i++) {
    const ck_augmentation *j = b->jobs + i;
    const uint8_t *from = b->bytes + j->row * image;
    float *to = b->out + i * image;
    if (is_shift(j))
      for (int64_t c = 0; c < b->channels; c++)
        shift(from + c * plane, j, b->height, b->width, b->scale, to + c * plane);
    else
      warp(from, j, b->channels, b->height, b->width, b->scale, to);
    colour(to, j, b->channels, plane, spare);
    if (j->sigma > 0.0f) blur(to, j, b->channels, b->height, b->width, spare);
    for (int64_t c = 0; c < b->channels; c++) {
      normalise(to + c * plane, plane, b->factor[c], b->offset[c]);
      for (int64_t y = j->cut[1]; y < j->cut[3]; y++)
        for (int64_t x = j->cut[0]; x < j->cut[2]; x++) to[c * plane + y * b->width + x] = 0.0f;
    }
  }
  ck_release(spare, bytes);
}

ck_status ck_augment(const uint8_t *bytes, const ck_augmentation *jobs, int64_t count,
                     int64_t channels, int64_t height, int64_t width, float scale,
                     const float *factor, const float *offset, float *out, int parallel) {
  batch b = {bytes, jobs, channels, height, width, scale, factor, offset, out, 0};
  if (parallel)
    ck_parallel(count, 1, augment_range, &b);
  else
    augment_range(&b, 0, count);
  return atomic_load(&b.failed) ? CK_OUT_OF_MEMORY : CK_OK;
}
