// The first page of a TIFF file by libtiff: 1 to 16 bits, any packing that libtiff knows.
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <tiffio.h>

#include "CImageFiles.h"

// Directories and tables of a file take no more than this, whatever they say.
static const tmsize_t TABLES = 64 << 20;

typedef struct {
  const uint8_t *bytes;
  uint64_t count, place;
  ci_head *head;
} source;

static int on_error(TIFF *tiff, void *user, const char *module, const char *format, va_list list) {
  (void)tiff, (void)module;
  ci_head *head = user;
  // The first complaint is the cause of the others.
  if (!head->message[0]) vsnprintf(head->message, sizeof head->message, format, list);
  return 1;
}

static int on_warning(TIFF *tiff, void *user, const char *module, const char *format, va_list list) {
  (void)tiff, (void)user, (void)module, (void)format, (void)list;
  return 1;
}

static tmsize_t take(thandle_t handle, void *target, tmsize_t count) {
  source *from = handle;
  uint64_t left = from->place < from->count ? from->count - from->place : 0;
  uint64_t got = count < 0 ? 0 : (uint64_t)count < left ? (uint64_t)count : left;
  if (got) memcpy(target, from->bytes + from->place, got);
  from->place += got;
  return (tmsize_t)got;
}

static tmsize_t put(thandle_t handle, void *bytes, tmsize_t count) {
  (void)handle, (void)bytes, (void)count;
  return -1;
}

static toff_t seek(thandle_t handle, toff_t offset, int whence) {
  source *from = handle;
  uint64_t base = whence == SEEK_CUR ? from->place : whence == SEEK_END ? from->count : 0;
  return from->place = base + offset;
}

static int nothing(thandle_t handle) {
  (void)handle;
  return 0;
}

static toff_t size_of(thandle_t handle) { return ((source *)handle)->count; }

static TIFF *begin(source *from, tmsize_t limit) {
  TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
  if (!options) return NULL;
  TIFFOpenOptionsSetMaxSingleMemAlloc(options, limit);
  TIFFOpenOptionsSetErrorHandlerExtR(options, on_error, from->head);
  TIFFOpenOptionsSetWarningHandlerExtR(options, on_warning, from->head);
  // m: not mapped, read by the functions above.
  TIFF *tiff = TIFFClientOpenExt(
      "image", "rm", from, take, put, seek, nothing, size_of, NULL, NULL, options);
  TIFFOpenOptionsFree(options);
  return tiff;
}

static ci_status refuse(ci_head *head, const char *why) {
  snprintf(head->message, sizeof head->message, "%s", why);
  return CI_NOT_READ;
}

// What libtiff would take for other numbers than they are.
static ci_status check(TIFF *tiff, ci_head *head) {
  uint16_t format = SAMPLEFORMAT_UINT, bits = 1;
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &format);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &bits);
  if (format == SAMPLEFORMAT_IEEEFP)
    return refuse(head, "its values are floating-point numbers, expected 8 or 16 bits");
  if (format == SAMPLEFORMAT_INT) return refuse(head, "its values are signed numbers");
  if (format != SAMPLEFORMAT_UINT && format != SAMPLEFORMAT_VOID)
    return refuse(head, "its values are no real numbers");
  uint16_t photometric = PHOTOMETRIC_MINISBLACK;
  TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &photometric);
  if (photometric >= PHOTOMETRIC_CIELAB && photometric <= PHOTOMETRIC_ITULAB)
    return refuse(head, "its colours are CIELAB's, expected grey, RGB, CMYK or YCbCr");
  if (bits > 16) return refuse(head, "its values have more than 16 bits");
  char why[1024] = "";
  if (TIFFRGBAImageOK(tiff, why)) return CI_OK;
  return refuse(head, why[0] ? why : "libtiff cannot decode it");
}

ci_status ci_tiff_head(const uint8_t *bytes, size_t count, ci_head *head) {
  memset(head, 0, sizeof *head);
  source from = {bytes, bytes ? count : 0, 0, head};
  TIFF *tiff = begin(&from, TABLES);
  if (!tiff) return CI_DAMAGED;
  ci_status status = CI_DAMAGED;
  uint16_t photometric = PHOTOMETRIC_MINISBLACK, orientation = 0;
  if (TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &head->width) &&
      TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &head->height) && head->width && head->height) {
    status = check(tiff, head);
    TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &photometric);
    bool is_grey = photometric == PHOTOMETRIC_MINISBLACK || photometric == PHOTOMETRIC_MINISWHITE;
    head->channels = is_grey ? CI_GREY : CI_RGB;
    if (TIFFGetField(tiff, TIFFTAG_ORIENTATION, &orientation)) head->orientation = orientation;
    head->has_more = !TIFFLastDirectory(tiff);
    // A strip or tile is unpacked at a time, by way of its packed bytes.
    tmsize_t part = TIFFIsTiled(tiff) ? TIFFTileSize(tiff) : TIFFStripSize(tiff);
    head->workspace = part > 0 ? 3 * (uint64_t)part : 0;
  }
  TIFFClose(tiff);
  return status;
}

// Opacity laid over white, in place: libtiff gives colours that are multiplied by it.
static void pack(uint8_t *pixels, size_t count, ci_channels channels) {
  uint8_t *out = pixels;
  for (size_t i = 0; i < count; i++) {
    uint32_t value;
    memcpy(&value, pixels + 4 * i, 4);
    uint32_t clear = 255 - TIFFGetA(value);
    uint32_t colours[3] = {TIFFGetR(value), TIFFGetG(value), TIFFGetB(value)};
    for (int c = 0; c < (channels == CI_GREY ? 1 : 3); c++) {
      uint32_t sum = colours[c] + clear;
      *out++ = (uint8_t)(sum < 255 ? sum : 255);
    }
  }
}

ci_status ci_tiff_pixels(
    const uint8_t *bytes, size_t count, uint8_t *target, size_t size, ci_head *head) {
  source from = {bytes, bytes ? count : 0, 0, head};
  head->message[0] = 0;
  tmsize_t limit = (tmsize_t)(head->workspace + 16 * (uint64_t)head->width * head->height);
  TIFF *tiff = begin(&from, limit + TABLES);
  if (!tiff) return CI_DAMAGED;
  ci_status status = CI_DAMAGED;
  // A further sample that nobody says the meaning of is no opacity.
  uint16_t extras = 0, *kinds = NULL, none = 0;
  if (TIFFGetField(tiff, TIFFTAG_EXTRASAMPLES, &extras, &kinds) && extras == 1 &&
      kinds[0] == EXTRASAMPLE_UNSPECIFIED)
    TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 0, &none);
  TIFFRGBAImage image;
  char why[1024] = "";
  // 1: stops at what is missing.
  if (TIFFRGBAImageBegin(&image, tiff, 1, why)) {
    // As stored; the caller turns it.
    image.req_orientation = image.orientation;
    if (image.width == head->width && image.height == head->height &&
        4 * (size_t)image.width * image.height <= size &&
        TIFFRGBAImageGet(&image, (uint32_t *)(void *)target, image.width, image.height)) {
      pack(target, (size_t)image.width * image.height, head->channels);
      status = CI_OK;
    }
    TIFFRGBAImageEnd(&image);
  } else if (!head->message[0]) {
    status = refuse(head, why);
  }
  TIFFClose(tiff);
  return status;
}
