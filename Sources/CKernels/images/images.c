#include "include/images.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "include/allocate.h"
#include "multiversion.h"

// Weights are whole multiples of 2^-22, so that a sum of bytes keeps below 2^31.
enum { BITS = 22 };

/// For each output pixel, the first input pixel and the weights of those from there on.
typedef struct {
  int64_t taps;
  int32_t *weights;
  int64_t *first, *count;
  void *memory;
  size_t bytes;
} filter;

static void filter_free(filter *f) { ck_release(f->memory, f->bytes); }

static double pixel(double from, double to, int64_t out) { return (to - from) / (double)out; }

static double reach(double from, double to, int64_t out) {
  double scale = pixel(from, to, out);
  return scale < 1.0 ? 1.0 : scale;
}

int64_t ck_triangle_taps(double from, double to, int64_t out) {
  return (int64_t)ceil(reach(from, to, out)) * 2 + 1;
}

void ck_triangle_filter(int64_t in, double from, double to, int64_t out, int64_t *first,
                        int64_t *count, double *weights) {
  double scale = pixel(from, to, out), width = reach(from, to, out);
  int64_t taps = ck_triangle_taps(from, to, out);
  for (int64_t i = 0; i < out; i++) {
    double *raw = weights + i * taps;
    double centre = from + ((double)i + 0.5) * scale, sum = 0.0;
    int64_t begin = (int64_t)(centre - width + 0.5), end = (int64_t)(centre + width + 0.5);
    if (begin < 0) begin = 0;
    if (end > in) end = in;
    if (begin > in - 1) begin = in - 1;
    if (end < begin + 1) end = begin + 1;
    if (end > begin + taps) end = begin + taps;
    for (int64_t j = begin; j < end; j++) {
      double distance = fabs(((double)j - centre + 0.5) / width);
      raw[j - begin] = distance < 1.0 ? 1.0 - distance : 0.0;
      sum += raw[j - begin];
    }
    if (sum == 0.0) raw[0] = sum = 1.0;
    for (int64_t j = 0; j < end - begin; j++) raw[j] /= sum;
    first[i] = begin;
    count[i] = end - begin;
  }
}

static bool filter_make(filter *f, int64_t in, double from, double to, int64_t out) {
  f->taps = ck_triangle_taps(from, to, out);
  size_t weights = (size_t)(out * f->taps);
  f->bytes = (size_t)(2 * out) * sizeof(int64_t) + weights * (sizeof(double) + sizeof(int32_t));
  f->memory = ck_allocate(f->bytes);
  if (!f->memory) return false;
  f->first = f->memory;
  f->count = f->first + out;
  double *raw = (double *)(f->count + out);
  f->weights = (int32_t *)(raw + weights);
  ck_triangle_filter(in, from, to, out, f->first, f->count, raw);
  for (int64_t i = 0; i < out; i++)
    for (int64_t j = i * f->taps; j < i * f->taps + f->count[i]; j++)
      f->weights[j] = (int32_t)(raw[j] * (1 << BITS) + 0.5);
  return true;
}

CK_INLINE uint8_t clip(int32_t sum) {
  int32_t value = sum >> BITS;
  return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

CK_INLINE void across(const uint8_t *row, const filter *f, int64_t out, int64_t channels,
                      uint8_t *to, int64_t plane) {
  for (int64_t i = 0; i < out; i++) {
    const int32_t *w = f->weights + i * f->taps;
    const uint8_t *p = row + f->first[i] * channels;
    int64_t n = f->count[i];
    if (channels == 3) {
      int32_t r = 1 << (BITS - 1), g = r, b = r;
      for (int64_t j = 0; j < n; j++, p += 3) {
        r += w[j] * p[0];
        g += w[j] * p[1];
        b += w[j] * p[2];
      }
      to[i] = clip(r), to[plane + i] = clip(g), to[2 * plane + i] = clip(b);
    } else {
      for (int64_t c = 0; c < channels; c++) {
        int32_t sum = 1 << (BITS - 1);
        for (int64_t j = 0; j < n; j++) sum += w[j] * p[j * channels + c];
        to[c * plane + i] = clip(sum);
      }
    }
  }
}

static CK_FUNCTION(void, down, (const uint8_t *plane, int64_t width, const int32_t *weights,
                    int64_t count, int32_t *sums, uint8_t *to),
                   (plane, width, weights, count, sums, to)) {
  for (int64_t x = 0; x < width; x++) sums[x] = 1 << (BITS - 1);
  for (int64_t j = 0; j < count; j++) {
    const uint8_t *row = plane + j * width;
    int32_t w = weights[j];
    for (int64_t x = 0; x < width; x++) sums[x] += w * row[x];
  }
  for (int64_t x = 0; x < width; x++) to[x] = clip(sums[x]);
}

/// Channels one after another, no pixel changed.
static CK_FUNCTION(void, separate, (const uint8_t *pixels, int64_t width, int64_t height,
                    int64_t channels, uint8_t *out, int64_t row_stride, int64_t plane_stride),
                   (pixels, width, height, channels, out, row_stride, plane_stride)) {
  for (int64_t y = 0; y < height; y++, pixels += width * channels) {
    uint8_t *to = out + y * row_stride;
    if (channels == 3)
      for (int64_t x = 0; x < width; x++) {
        to[x] = pixels[3 * x];
        to[plane_stride + x] = pixels[3 * x + 1];
        to[2 * plane_stride + x] = pixels[3 * x + 2];
      }
    else
      for (int64_t c = 0; c < channels; c++)
        for (int64_t x = 0; x < width; x++) to[c * plane_stride + x] = pixels[x * channels + c];
  }
}

ck_status ck_resample(const uint8_t *pixels, int64_t width, int64_t height, int64_t channels,
                      const double *box, int64_t out_width, int64_t out_height, uint8_t *out,
                      int64_t row_stride, int64_t plane_stride) {
  filter h = {0}, v = {0};
  ck_status status = CK_OUT_OF_MEMORY;
  size_t middle_bytes = 0, sums_bytes = 0;
  uint8_t *middle = NULL;
  int32_t *sums = NULL;
  int whole_rows = out_width == width && box[0] == 0.0 && box[2] == (double)width;
  int whole_columns = out_height == height && box[1] == 0.0 && box[3] == (double)height;
  if (whole_rows && whole_columns) {
    separate(pixels, width, height, channels, out, row_stride, plane_stride);
    return CK_OK;
  }
  if (!filter_make(&h, width, box[0], box[2], out_width)) goto done;
  if (!filter_make(&v, height, box[1], box[3], out_height)) goto done;
  int64_t top = v.first[0];
  int64_t bottom = v.first[out_height - 1] + v.count[out_height - 1];
  for (int64_t i = 0; i < out_height; i++)
    if (v.first[i] + v.count[i] > bottom) bottom = v.first[i] + v.count[i];
  int64_t rows = bottom - top, plane = rows * out_width;
  middle_bytes = (size_t)(plane * channels), sums_bytes = (size_t)out_width * sizeof(int32_t);
  middle = ck_allocate(middle_bytes);
  sums = ck_allocate(sums_bytes);
  if (!middle || !sums) goto done;
  for (int64_t y = 0; y < rows; y++) {
    const uint8_t *row = pixels + (top + y) * width * channels;
    uint8_t *to = middle + y * out_width;
    if (whole_rows) {
      for (int64_t c = 0; c < channels; c++)
        for (int64_t x = 0; x < width; x++) to[c * plane + x] = row[x * channels + c];
    } else {
      across(row, &h, out_width, channels, to, plane);
    }
  }
  for (int64_t c = 0; c < channels; c++) {
    for (int64_t y = 0; y < out_height; y++) {
      uint8_t *to = out + c * plane_stride + y * row_stride;
      const uint8_t *from = middle + c * plane;
      if (whole_columns)
        memcpy(to, from + y * out_width, (size_t)out_width);
      else
        down(from + (v.first[y] - top) * out_width, out_width, v.weights + y * v.taps, v.count[y],
             sums, to);
    }
  }
  status = CK_OK;
done:
  filter_free(&h);
  filter_free(&v);
  ck_release(middle, middle_bytes);
  ck_release(sums, sums_bytes);
  return status;
}

void ck_orient(const uint8_t *pixels, int64_t width, int64_t height, int64_t channels,
               int orientation, uint8_t *out) {
  int64_t out_width = orientation > 4 ? height : width, out_height = orientation > 4 ? width : height;
  for (int64_t y = 0; y < out_height; y++) {
    for (int64_t x = 0; x < out_width; x++) {
      int64_t sx = x, sy = y;
      switch (orientation) {
        case 2: sx = width - 1 - x; break;
        case 3: sx = width - 1 - x, sy = height - 1 - y; break;
        case 4: sy = height - 1 - y; break;
        case 5: sx = y, sy = x; break;
        case 6: sx = y, sy = height - 1 - x; break;
        case 7: sx = width - 1 - y, sy = height - 1 - x; break;
        case 8: sx = width - 1 - y, sy = x; break;
        default: break;
      }
      const uint8_t *from = pixels + (sy * width + sx) * channels;
      uint8_t *to = out + (y * out_width + x) * channels;
      for (int64_t c = 0; c < channels; c++) to[c] = from[c];
    }
  }
}

CK_FUNCTION(void, ck_luma, (const uint8_t *pixels, int64_t count, uint8_t *out),
            (pixels, count, out)) {
  for (int64_t i = 0; i < count; i++) {
    const uint8_t *p = pixels + 3 * i;
    out[i] = (uint8_t)((p[0] * 19595 + p[1] * 38470 + p[2] * 7471 + 0x8000) >> 16);
  }
}

CK_INLINE uint8_t rounded_255(int32_t value) {
  int32_t t = value + 128;
  return (uint8_t)(((t >> 8) + t) >> 8);
}

CK_FUNCTION(void, ck_over_white, (const uint8_t *pixels, int64_t count, int64_t channels,
             uint8_t *out), (pixels, count, channels, out)) {
  int64_t colours = channels - 1;
  for (int64_t i = 0; i < count; i++) {
    const uint8_t *p = pixels + channels * i;
    int32_t alpha = p[colours];
    for (int64_t c = 0; c < colours; c++)
      out[colours * i + c] = rounded_255(p[c] * alpha + 255 * (255 - alpha));
  }
}

CK_FUNCTION(void, ck_ink_to_light, (const uint8_t *pixels, int64_t count, int inverted,
             uint8_t *out), (pixels, count, inverted, out)) {
  int32_t flip = inverted ? 0 : 255;
  for (int64_t i = 0; i < count; i++) {
    const uint8_t *p = pixels + 4 * i;
    // x ^ 255 is 255 − x.
    int32_t white = p[3] ^ flip;
    for (int64_t c = 0; c < 3; c++) {
      // Pillow's order of rounding: light is what black leaves, less what ink takes of it.
      int32_t ink = (p[c] ^ flip) ^ 255;
      out[3 * i + c] = (uint8_t)(white - rounded_255(ink * white));
    }
  }
}
