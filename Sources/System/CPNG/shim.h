#include <png.h>
#include <string.h>

// libpng's own macros for these are expressions that Swift does not import.
enum {
  CPNG_GREY = PNG_FORMAT_GRAY,
  CPNG_GREY_ALPHA = PNG_FORMAT_GA,
  CPNG_RGB = PNG_FORMAT_RGB,
  CPNG_RGBA = PNG_FORMAT_RGBA,
  CPNG_HAS_ALPHA = PNG_FORMAT_FLAG_ALPHA,
  CPNG_HAS_COLOUR = PNG_FORMAT_FLAG_COLOR,
  CPNG_SRGB_16_BIT = PNG_IMAGE_FLAG_16BIT_sRGB,
};

static inline png_image cpng_image(void) {
  png_image image;
  memset(&image, 0, sizeof image);
  image.version = PNG_IMAGE_VERSION;
  return image;
}
