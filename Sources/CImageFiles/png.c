// PNG by libpng: grey, colour, palette, 1 to 16 bits, with or without opacity, interlaced or not.
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <png.h>

#include "CImageFiles.h"

typedef struct {
  const uint8_t *bytes;
  size_t left;
  ci_status status;
  ci_head *head;
} source;

static void on_error(png_structp png, png_const_charp text) {
  source *from = png_get_error_ptr(png);
  if (from->status == CI_OK) {
    from->status = CI_DAMAGED;
    snprintf(from->head->message, sizeof from->head->message, "%s", text);
  }
  png_longjmp(png, 1);
}

// What libpng warns of it has dealt with.
static void on_warning(png_structp png, png_const_charp text) { (void)png, (void)text; }

static void take(png_structp png, png_bytep target, size_t count) {
  source *from = png_get_io_ptr(png);
  if (count > from->left) {
    from->status = CI_ENDS_EARLY;
    png_error(png, "ends early");
  }
  memcpy(target, from->bytes, count);
  from->bytes += count;
  from->left -= count;
}

// Reads up to the pixels and says in which form they are to come.
static void begin(png_structp png, png_infop info, source *from) {
  png_set_read_fn(png, from, take);
  // Colour profiles, gamma, texts: nothing of them changes a pixel here.
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  png_read_info(png, info);
  int type = png_get_color_type(png, info), bits = png_get_bit_depth(png, info);
  if (type == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png);
  if (type == PNG_COLOR_TYPE_GRAY && bits < 8) png_set_expand_gray_1_2_4_to_8(png);
  if (png_get_valid(png, info, PNG_INFO_tRNS)) png_set_tRNS_to_alpha(png);
  if (bits == 16) png_set_scale_16(png);
}

static ci_status run(
    const uint8_t *bytes, size_t count, uint8_t *target, size_t size, ci_head *head) {
  source from = {bytes, bytes ? count : 0, CI_OK, head};
  png_infop info = NULL;
  png_structp png =
      png_create_read_struct(PNG_LIBPNG_VER_STRING, &from, on_error, on_warning);
  if (png) info = png_create_info_struct(png);
  if (!info) {
    if (png) png_destroy_read_struct(&png, NULL, NULL);
    snprintf(head->message, sizeof head->message, "no memory to decode it");
    return CI_DAMAGED;
  }
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_read_struct(&png, &info, NULL);
    return from.status;
  }
  begin(png, info, &from);
  int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  head->width = png_get_image_width(png, info);
  head->height = png_get_image_height(png, info);
  head->channels = (ci_channels)png_get_channels(png, info);
  size_t stride = png_get_rowbytes(png, info);
  if (target) {
    if (png_get_bit_depth(png, info) != 8 || stride * head->height != size)
      png_error(png, "its pixels are not as its head says");
    // Pixels of later passes go between those of earlier ones.
    for (int pass = 0; pass < passes; pass++)
      for (uint32_t y = 0; y < head->height; y++) png_read_row(png, target + y * stride, NULL);
  }
  png_destroy_read_struct(&png, &info, NULL);
  return CI_OK;
}

ci_status ci_png_head(const uint8_t *bytes, size_t count, ci_head *head) {
  memset(head, 0, sizeof *head);
  return run(bytes, count, NULL, 0, head);
}

ci_status ci_png_pixels(
    const uint8_t *bytes, size_t count, uint8_t *target, size_t size, ci_head *head) {
  return run(bytes, count, target, size, head);
}
