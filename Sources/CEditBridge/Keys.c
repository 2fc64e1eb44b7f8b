// Key functions that libedit lacks: completion, Ctrl-C, and a paste that stays one entry.
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "Bridge.h"

static unsigned char complete(EditLine *line, int key) {
  (void)key;
  edit_session *session = edit_session_of(line);
  return session->complete(session->context) ? CC_REDISPLAY : CC_REFRESH;
}

/// Leaves what was typed on the screen, marked as given up, and ends the reading by a newline that
/// libedit finds behind everything typed.
static unsigned char interrupt(EditLine *line, int key) {
  (void)key;
  edit_session *session = edit_session_of(line);
  size_t length, cursor;
  edit_text(session, &length, &cursor);
  el_cursor(line, (int)length);
  el_insertstr(line, "^C");
  el_push(line, "\n");
  session->interrupted = true;
  return CC_REFRESH;
}

/// Text between ESC[200~ and ESC[201~, newlines and all.
typedef struct {
  wchar_t *text;
  size_t count;
  size_t capacity;
} paste_text;

static bool paste_append(paste_text *paste, wchar_t character) {
  if (paste->count + 2 > paste->capacity) {
    size_t capacity = paste->capacity ? paste->capacity * 2 : 256;
    wchar_t *text = realloc(paste->text, capacity * sizeof *text);
    if (!text) return false;
    paste->text = text;
    paste->capacity = capacity;
  }
  paste->text[paste->count++] = character;
  paste->text[paste->count] = 0;
  return true;
}

/// Removes the end mark; true when it was there.
static bool paste_ends(paste_text *paste) {
  static const wchar_t mark[] = L"\033[201~";
  const size_t length = sizeof mark / sizeof *mark - 1;
  if (paste->count < length) return false;
  if (wmemcmp(paste->text + paste->count - length, mark, length) != 0) return false;
  paste->count -= length;
  paste->text[paste->count] = 0;
  return true;
}

/// Terminals send a carriage return for each newline, some both. The last newlines are dropped:
/// the user sees the paste and presses Return.
static void paste_tidy(paste_text *paste) {
  size_t kept = 0;
  for (size_t i = 0; i < paste->count; i++) {
    wchar_t character = paste->text[i];
    if (character == L'\r') {
      if (i + 1 < paste->count && paste->text[i + 1] == L'\n') continue;
      character = L'\n';
    }
    paste->text[kept++] = character;
  }
  while (kept > 0 && paste->text[kept - 1] == L'\n') kept--;
  paste->text[kept] = 0;
  paste->count = kept;
}

static unsigned char paste(EditLine *line, int key) {
  (void)key;
  paste_text paste = {NULL, 0, 0};
  wchar_t character;
  bool whole = false;
  edit_session *session = edit_session_of(line);
  session->pasting = true;
  while (!whole) {
    if (el_wgetc(line, &character) != 1) break;
    if (character == interrupt_character) {
      free(paste.text);
      session->pasting = false;
      return interrupt(line, key);
    }
    if (!paste_append(&paste, character)) break;
    whole = paste_ends(&paste);
  }
  session->pasting = false;
  if (whole) {
    paste_tidy(&paste);
    if (paste.count > 0) whole = el_winsertstr(line, paste.text) == 0;
  }
  free(paste.text);
  return whole ? CC_REFRESH : CC_REFRESH_BEEP;
}

void edit_bind_keys(edit_session *session) {
  EditLine *line = session->line;
  el_set(line, EL_ADDFN, "crescent-complete", "Complete what stands left of the cursor", complete);
  el_set(line, EL_ADDFN, "crescent-interrupt", "Give up this entry", interrupt);
  el_set(line, EL_ADDFN, "crescent-paste", "Insert a paste as one entry", paste);
  el_set(line, EL_BIND, "\t", "crescent-complete", NULL);
  el_set(line, EL_BIND, "\003", "crescent-interrupt", NULL);
  el_set(line, EL_BIND, "\033[200~", "crescent-paste", NULL);
}
