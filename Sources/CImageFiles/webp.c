// WebP by libwebp: with and without loss; of an animation the first frame.
#include <stdio.h>
#include <string.h>

#include <webp/decode.h>
#include <webp/demux.h>

#include "CImageFiles.h"

static ci_status meaning(VP8StatusCode code, ci_head *head) {
  switch (code) {
  case VP8_STATUS_OK: return CI_OK;
  case VP8_STATUS_NOT_ENOUGH_DATA:
  case VP8_STATUS_SUSPENDED: return CI_ENDS_EARLY;
  case VP8_STATUS_UNSUPPORTED_FEATURE:
    snprintf(head->message, sizeof head->message, "libwebp does not know a feature of it");
    return CI_NOT_READ;
  case VP8_STATUS_OUT_OF_MEMORY:
    snprintf(head->message, sizeof head->message, "no memory to decode it");
    return CI_DAMAGED;
  default:
    snprintf(head->message, sizeof head->message, "its bit stream is not WebP's");
    return CI_DAMAGED;
  }
}

ci_status ci_webp_head(const uint8_t *bytes, size_t count, ci_head *head) {
  memset(head, 0, sizeof *head);
  WebPBitstreamFeatures features;
  ci_status status = meaning(WebPGetFeatures(bytes, bytes ? count : 0, &features), head);
  if (status != CI_OK) return status;
  head->width = (uint32_t)features.width;
  head->height = (uint32_t)features.height;
  head->channels = features.has_alpha || features.has_animation ? CI_RGBA : CI_RGB;
  head->has_more = features.has_animation;
  // Without loss all pixels are kept in words; an animation has two canvases besides.
  head->workspace =
      (features.has_animation ? 16ull : 8ull) * (uint64_t)head->width * head->height;
  return CI_OK;
}

static ci_status first_frame(
    const uint8_t *bytes, size_t count, uint8_t *target, size_t size, ci_head *head) {
  WebPAnimDecoderOptions options;
  WebPData data = {bytes, count};
  ci_status status = CI_DAMAGED;
  snprintf(head->message, sizeof head->message, "its first frame cannot be decoded");
  if (!WebPAnimDecoderOptionsInit(&options)) return status;
  options.color_mode = MODE_RGBA;
  WebPAnimDecoder *decoder = WebPAnimDecoderNew(&data, &options);
  if (!decoder) return status;
  uint8_t *canvas = NULL;
  int time = 0;
  if (WebPAnimDecoderGetNext(decoder, &canvas, &time)) {
    memcpy(target, canvas, size);
    status = CI_OK;
  }
  WebPAnimDecoderDelete(decoder);
  return status;
}

ci_status ci_webp_pixels(
    const uint8_t *bytes, size_t count, uint8_t *target, size_t size, ci_head *head) {
  if (!bytes) return CI_ENDS_EARLY;
  if (head->has_more) return first_frame(bytes, count, target, size, head);
  WebPDecoderConfig config;
  if (!WebPInitDecoderConfig(&config)) return CI_DAMAGED;
  config.output.colorspace = head->channels == CI_RGBA ? MODE_RGBA : MODE_RGB;
  config.output.is_external_memory = 1;
  config.output.u.RGBA.rgba = target;
  config.output.u.RGBA.stride = (int)(head->width * (uint32_t)head->channels);
  config.output.u.RGBA.size = size;
  ci_status status = meaning(WebPDecode(bytes, count, &config), head);
  WebPFreeDecBuffer(&config.output);
  return status;
}
