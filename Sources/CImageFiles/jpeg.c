// JPEG by libjpeg (libjpeg-turbo): grey, colour and four inks, any sampling factors, sequential and
// progressive.
#include <limits.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>

#include "CImageFiles.h"

// No image needs so many scans, while each of them takes as long as a small one.
enum { MOST_SCANS = 500, ROWS = 16 };

struct ci_jpeg {
  struct jpeg_decompress_struct info;
  struct jpeg_error_mgr errors;
  struct jpeg_source_mgr source;
  struct jpeg_progress_mgr progress;
  jmp_buf failed;
  ci_head *head;
  ci_status status;
};

static ci_jpeg *decoder_of(j_common_ptr info) { return info->client_data; }

static _Noreturn void leave(ci_jpeg *decoder, ci_status status) {
  decoder->status = status;
  longjmp(decoder->failed, 1);
}

static void on_error(j_common_ptr info) {
  ci_jpeg *decoder = decoder_of(info);
  char text[JMSG_LENGTH_MAX];
  info->err->format_message(info, text);
  if (decoder->head)
    snprintf(decoder->head->message, sizeof decoder->head->message, "%s", text);
  switch (info->err->msg_code) {
  case JERR_SOF_UNSUPPORTED:
  case JERR_BAD_PRECISION:
  case JERR_CONVERSION_NOTIMPL:
  case JERR_BAD_J_COLORSPACE:
    leave(decoder, CI_NOT_READ);
  default: leave(decoder, CI_DAMAGED);
  }
}

// What libjpeg warns of it has dealt with.
static void on_message(j_common_ptr info, int level) { (void)info, (void)level; }

// MARK: The source: bytes in memory, all there from the beginning.

static void nothing(j_decompress_ptr info) { (void)info; }

static boolean on_end(j_decompress_ptr info) {
  leave(decoder_of((j_common_ptr)info), CI_ENDS_EARLY);
}

static void skip(j_decompress_ptr info, long count) {
  if (count <= 0) return;
  if ((size_t)count > info->src->bytes_in_buffer) on_end(info);
  info->src->next_input_byte += count;
  info->src->bytes_in_buffer -= (size_t)count;
}

static void on_progress(j_common_ptr info) {
  if (((j_decompress_ptr)info)->input_scan_number <= MOST_SCANS) return;
  ci_jpeg *decoder = decoder_of(info);
  if (decoder->head)
    snprintf(
        decoder->head->message, sizeof decoder->head->message, "it has more than %d scans",
        MOST_SCANS);
  leave(decoder, CI_NOT_READ);
}

ci_jpeg *ci_jpeg_new(void) {
  ci_jpeg *decoder = calloc(1, sizeof *decoder);
  if (!decoder) return NULL;
  decoder->info.err = jpeg_std_error(&decoder->errors);
  decoder->errors.error_exit = on_error;
  decoder->errors.emit_message = on_message;
  decoder->info.client_data = decoder;
  if (setjmp(decoder->failed)) {
    jpeg_destroy_decompress(&decoder->info);
    free(decoder);
    return NULL;
  }
  jpeg_create_decompress(&decoder->info);
  decoder->source = (struct jpeg_source_mgr){
      .init_source = nothing,
      .fill_input_buffer = on_end,
      .skip_input_data = skip,
      .resync_to_restart = jpeg_resync_to_restart,
      .term_source = nothing,
  };
  decoder->info.src = &decoder->source;
  decoder->progress.progress_monitor = on_progress;
  decoder->info.progress = &decoder->progress;
  return decoder;
}

void ci_jpeg_free(ci_jpeg *decoder) {
  jpeg_destroy_decompress(&decoder->info);
  free(decoder);
}

// Whatever was begun is given up, so that the next image finds the decoder as new.
static ci_status give_up(ci_jpeg *decoder) {
  jpeg_abort_decompress(&decoder->info);
  decoder->head = NULL;
  return decoder->status;
}

ci_status ci_jpeg_head(
    ci_jpeg *decoder, const uint8_t *bytes, size_t count, int reduction, ci_head *head) {
  static const uint8_t none[1];
  memset(head, 0, sizeof *head);
  decoder->head = head;
  decoder->status = CI_OK;
  if (setjmp(decoder->failed)) return give_up(decoder);
  j_decompress_ptr info = &decoder->info;
  jpeg_abort_decompress(info);
  decoder->source.next_input_byte = bytes ? bytes : none;
  decoder->source.bytes_in_buffer = bytes ? count : 0;
  jpeg_read_header(info, TRUE);
  switch (info->num_components) {
  case 1:
    info->out_color_space = JCS_GRAYSCALE;
    head->channels = CI_GREY;
    break;
  case 3:
    info->out_color_space = JCS_RGB;
    head->channels = CI_RGB;
    break;
  case 4:
    info->out_color_space = JCS_CMYK;
    head->channels = CI_INK;
    break;
  default:
    snprintf(
        head->message, sizeof head->message, "it has %d components", info->num_components);
    leave(decoder, CI_NOT_READ);
  }
  info->scale_num = 1;
  info->scale_denom = (unsigned)reduction;
  jpeg_calc_output_dimensions(info);
  head->width = info->output_width;
  head->height = info->output_height;
  // Coefficients of two bytes each are kept until the last scan.
  if (jpeg_has_multiple_scans(info))
    for (int i = 0; i < info->num_components; i++)
      head->workspace += 2ull * DCTSIZE2 * info->comp_info[i].width_in_blocks *
                         info->comp_info[i].height_in_blocks;
  return CI_OK;
}

ci_status ci_jpeg_pixels(ci_jpeg *decoder, uint8_t *target, ci_head *head) {
  j_decompress_ptr info = &decoder->info;
  decoder->head = head;
  if (setjmp(decoder->failed)) return give_up(decoder);
  jpeg_start_decompress(info);
  size_t stride = (size_t)info->output_width * (size_t)info->output_components;
  while (info->output_scanline < info->output_height) {
    JSAMPROW rows[ROWS];
    JDIMENSION count = info->output_height - info->output_scanline;
    if (count > ROWS) count = ROWS;
    for (JDIMENSION i = 0; i < count; i++)
      rows[i] = target + (info->output_scanline + i) * stride;
    jpeg_read_scanlines(info, rows, count);
  }
  // What follows the last row is nothing to the image.
  return give_up(decoder);
}
