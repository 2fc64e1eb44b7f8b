// Image files, decoded from memory by the system's libraries.
//
// libjpeg and libpng leave a call that fails by longjmp: that happens in here, below every Swift frame.
// Each format has two calls: `head` says what pixels there will be, so that the caller can reckon and
// allocate, and `pixels` writes them. Warnings of the libraries are no errors: an image that is there
// whole is given.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

typedef enum {
  CI_OK = 0,
  /// The library cannot go on; the message is its own.
  CI_DAMAGED,
  /// The bytes end before the image does.
  CI_ENDS_EARLY,
  /// The file may be whole, but is of a kind that is not decoded; the message says which.
  CI_NOT_READ,
} ci_status;

/// What the channels mean.
typedef enum {
  CI_GREY = 1,
  CI_GREY_ALPHA = 2,
  CI_RGB = 3,
  CI_RGBA = 4,
  /// Cyan, magenta, yellow, black; 255 means no ink.
  CI_INK = 5,
} ci_channels;

typedef struct {
  uint32_t width;
  uint32_t height;
  ci_channels channels;
  /// Bytes that the library takes beside the pixels, where they grow with the image.
  uint64_t workspace;
  /// There are more images in the file than the first.
  bool has_more;
  /// EXIF's number of how the image is to be turned, where the format has a field for it; or 0.
  int orientation;
  /// Why there is no image.
  char message[200];
} ci_head;

/// The text of a head's message.
static inline const char *ci_message(const ci_head *head) { return head->message; }

// MARK: JPEG (jpeg.c)

typedef struct ci_jpeg ci_jpeg;

/// A decoder, for one image after the other; NULL where there is no memory for it.
ci_jpeg *_Nullable ci_jpeg_new(void);
void ci_jpeg_free(ci_jpeg *decoder);

/// Begins an image, whose bytes must stay where they are until its pixels were read. `reduction` is 1, 2, 4
/// or 8: the sides are divided by it, rounded up.
ci_status ci_jpeg_head(
    ci_jpeg *decoder, const uint8_t *_Nullable bytes, size_t count, int reduction, ci_head *head);

/// The pixels of the image that was begun: width × height × channels bytes, channels interleaved.
ci_status ci_jpeg_pixels(ci_jpeg *decoder, uint8_t *target, ci_head *head);

// MARK: PNG (png.c)

ci_status ci_png_head(const uint8_t *_Nullable bytes, size_t count, ci_head *head);

/// The pixels as they are stored: no gamma is applied, 16 bits are rounded to 8.
ci_status ci_png_pixels(
    const uint8_t *_Nullable bytes, size_t count, uint8_t *target, size_t size, ci_head *head);

// MARK: TIFF (tiff.c), WebP (webp.c), GIF (gif.c): the first page or frame

ci_status ci_tiff_head(const uint8_t *_Nullable bytes, size_t count, ci_head *head);

/// The pixels in 1 or 3 channels, opacity laid over white. `target` has room for width × height × 4 bytes.
ci_status ci_tiff_pixels(
    const uint8_t *_Nullable bytes, size_t count, uint8_t *target, size_t size, ci_head *head);

ci_status ci_webp_head(const uint8_t *_Nullable bytes, size_t count, ci_head *head);
ci_status ci_webp_pixels(
    const uint8_t *_Nullable bytes, size_t count, uint8_t *target, size_t size, ci_head *head);

ci_status ci_gif_head(const uint8_t *_Nullable bytes, size_t count, ci_head *head);
ci_status ci_gif_pixels(
    const uint8_t *_Nullable bytes, size_t count, uint8_t *target, size_t size, ci_head *head);

#pragma clang assume_nonnull end
