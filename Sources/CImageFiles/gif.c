// The first frame of a GIF file by giflib, on the whole of its screen.
#include <stdio.h>
#include <string.h>

#include <gif_lib.h>

#include "CImageFiles.h"

enum { NOT_CLEAR = -1, COLOURS = 256 };

typedef struct {
  const uint8_t *bytes;
  size_t left;
  bool has_ended;
} source;

// What the pixels' numbers mean.
typedef struct {
  uint8_t colours[COLOURS][3];
  int clear;
} palette;

static int take(GifFileType *file, GifByteType *target, int count) {
  source *from = file->UserData;
  if (count < 0 || (size_t)count > from->left) {
    from->has_ended = true;
    return 0;
  }
  memcpy(target, from->bytes, (size_t)count);
  from->bytes += count;
  from->left -= (size_t)count;
  return count;
}

static ci_status fault(source *from, int code, ci_head *head) {
  if (from->has_ended) return CI_ENDS_EARLY;
  const char *text = GifErrorString(code);
  snprintf(head->message, sizeof head->message, "%s", text ? text : "unknown error");
  return CI_DAMAGED;
}

// Goes on to the next image; 0 where none follows, -1 where the file is damaged.
static int next_image(GifFileType *file, int *clear) {
  for (;;) {
    GifRecordType kind;
    if (DGifGetRecordType(file, &kind) == GIF_ERROR) return -1;
    if (kind == TERMINATE_RECORD_TYPE) return 0;
    if (kind == IMAGE_DESC_RECORD_TYPE) return DGifGetImageDesc(file) == GIF_ERROR ? -1 : 1;
    if (kind != EXTENSION_RECORD_TYPE) continue;
    int code;
    GifByteType *block;
    if (DGifGetExtension(file, &code, &block) == GIF_ERROR) return -1;
    while (block) {
      GraphicsControlBlock control;
      if (code == GRAPHICS_EXT_FUNC_CODE &&
          DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK)
        *clear = control.TransparentColor;
      if (DGifGetExtensionNext(file, &block) == GIF_ERROR) return -1;
    }
  }
}

// Without a table of colours the numbers are grey.
static void read_palette(GifFileType *file, palette *to) {
  for (int i = 0; i < COLOURS; i++) memset(to->colours[i], i, 3);
  ColorMapObject *map = file->Image.ColorMap ? file->Image.ColorMap : file->SColorMap;
  if (!map) return;
  memset(to->colours, 0, sizeof to->colours);
  for (int i = 0; i < map->ColorCount && i < COLOURS; i++) {
    to->colours[i][0] = map->Colors[i].Red;
    to->colours[i][1] = map->Colors[i].Green;
    to->colours[i][2] = map->Colors[i].Blue;
  }
}

static void describe(GifFileType *file, const palette *colours, ci_head *head) {
  // A frame that is larger than the screen makes the screen larger.
  int right = file->Image.Left + file->Image.Width, bottom = file->Image.Top + file->Image.Height;
  head->width = (uint32_t)(right > file->SWidth ? right : file->SWidth);
  head->height = (uint32_t)(bottom > file->SHeight ? bottom : file->SHeight);
  bool is_grey = true;
  for (int i = 0; i < COLOURS; i++)
    is_grey = is_grey && colours->colours[i][0] == colours->colours[i][1] &&
              colours->colours[i][1] == colours->colours[i][2];
  head->channels = (ci_channels)((is_grey ? CI_GREY : CI_RGB) + (colours->clear >= 0 ? 1 : 0));
}

// Whether another image follows the one whose description was just read.
static bool another_follows(GifFileType *file) {
  int size, clear;
  GifByteType *block;
  if (DGifGetCode(file, &size, &block) == GIF_ERROR) return false;
  while (block)
    if (DGifGetCodeNext(file, &block) == GIF_ERROR) return false;
  return next_image(file, &clear) == 1;
}

static void paint(uint8_t *pixel, int number, const palette *colours, ci_channels channels) {
  int count = channels == CI_GREY || channels == CI_GREY_ALPHA ? 1 : 3;
  memcpy(pixel, colours->colours[number], (size_t)count);
  if (colours->clear >= 0) pixel[count] = number == colours->clear ? 0 : 255;
}

static int rows(GifFileType *file, const palette *colours, uint8_t *target, ci_head *head) {
  static const int first[4] = {0, 4, 2, 1}, step[4] = {8, 8, 4, 2};
  // No row of a GIF is longer.
  GifPixelType line[65536];
  size_t size = (size_t)head->channels, stride = head->width * size;
  for (int pass = 0; pass < (file->Image.Interlace ? 4 : 1); pass++) {
    int start = file->Image.Interlace ? first[pass] : 0;
    for (int y = start; y < file->Image.Height; y += file->Image.Interlace ? step[pass] : 1) {
      if (DGifGetLine(file, line, file->Image.Width) == GIF_ERROR) return GIF_ERROR;
      uint8_t *row =
          target + (size_t)(file->Image.Top + y) * stride + (size_t)file->Image.Left * size;
      for (int x = 0; x < file->Image.Width; x++)
        paint(row + (size_t)x * size, line[x], colours, head->channels);
    }
  }
  return GIF_OK;
}

static ci_status run(const uint8_t *bytes, size_t count, uint8_t *target, ci_head *head) {
  source from = {bytes, bytes ? count : 0, false};
  int code = 0;
  GifFileType *file = DGifOpen(&from, take, &code);
  if (!file) return fault(&from, code, head);
  palette colours = {.clear = NOT_CLEAR};
  ci_status status = CI_OK;
  int found = next_image(file, &colours.clear);
  if (found == 0) {
    snprintf(head->message, sizeof head->message, "it has no image");
    status = CI_DAMAGED;
  } else if (found < 0) {
    status = fault(&from, file->Error, head);
  } else {
    read_palette(file, &colours);
    if (!target) {
      describe(file, &colours, head);
      head->has_more = another_follows(file);
    } else {
      // Around a smaller frame: what is clear, or the first colour.
      int around = colours.clear >= 0 ? colours.clear : 0;
      for (size_t i = 0; i < (size_t)head->width * head->height; i++)
        paint(target + i * (size_t)head->channels, around, &colours, head->channels);
      if (rows(file, &colours, target, head) == GIF_ERROR)
        status = fault(&from, file->Error, head);
    }
  }
  DGifCloseFile(file, &code);
  return status;
}

ci_status ci_gif_head(const uint8_t *bytes, size_t count, ci_head *head) {
  memset(head, 0, sizeof *head);
  return run(bytes, count, NULL, head);
}

ci_status ci_gif_pixels(
    const uint8_t *bytes, size_t count, uint8_t *target, size_t size, ci_head *head) {
  if (size < (size_t)head->width * head->height * (size_t)head->channels) return CI_DAMAGED;
  return run(bytes, count, target, head);
}
