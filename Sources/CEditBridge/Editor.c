// One line editor over libedit, whose calls are variadic and so closed to Swift.
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include "Bridge.h"
#include "CProcess.h"

/// How many entries arrow-up reaches.
enum { remembered_entries = 2000 };

edit_session *edit_session_of(EditLine *line) {
  edit_session *session = NULL;
  el_get(line, EL_CLIENTDATA, &session);
  return session;
}

static char *prompt_of(EditLine *line) { return (char *)edit_session_of(line)->prompt; }

/// Draws prompt and line from the first column, when something else has changed the screen.
static void draw_again(EditLine *line) {
  fputs("\r\033[J", edit_session_of(line)->output);
  el_set(line, EL_REFRESH);
}

/// Reads one character, or does what a signal asked for.
static int read_character(EditLine *line, wchar_t *character) {
  mbstate_t state;
  memset(&state, 0, sizeof state);
  for (;;) {
    switch (signals_wait()) {
      case woke_interrupt:
        *character = interrupt_character;
        return 1;
      case woke_resize:
        el_resize(line);
        draw_again(line);
        continue;
      case woke_stop:
        terminal_leave();
        process_stop();
        terminal_return();
        draw_again(line);
        continue;
      case woke_continue:
        // Whoever stopped us may have set the terminal's modes.
        el_set(line, EL_PREP_TERM, 1);
        draw_again(line);
        continue;
      case woke_leave:
        edit_session_of(line)->leaving = true;
        return -1;
      case woke_error:
        return -1;
      case woke_input:
        break;
    }
    if (edit_session_of(line)->pasting) input_read_ahead();
    char byte;
    ssize_t count = input_take(&byte, 1);
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count <= 0) return (int)count;
    size_t used = mbrtowc(character, &byte, 1, &state);
    if (used == (size_t)-2) continue;  // more bytes belong to it
    if (used == (size_t)-1) {
      memset(&state, 0, sizeof state);  // not UTF-8: skipped
      continue;
    }
    return 1;
  }
}

edit_session *edit_open(const char *program, edit_completer complete, void *context) {
  edit_session *session = calloc(1, sizeof *session);
  if (!session) return NULL;
  // With the output in a file, the prompt still belongs on the terminal.
  session->output = terminal_is_output() ? stdout : stderr;
  session->complete = complete;
  session->context = context;
  session->prompt = "";
  session->line = el_init(program, input_of_terminal(), session->output, stderr);
  session->history = history_init();
  if (!session->line || !session->history) {
    edit_close(session);
    return NULL;
  }
  HistEvent event;
  history(session->history, &event, H_SETSIZE, remembered_entries);
  history(session->history, &event, H_SETUNIQUE, 1);
  el_set(session->line, EL_CLIENTDATA, session);
  el_set(session->line, EL_PROMPT_ESC, prompt_of, '\1');
  el_set(session->line, EL_SIGNAL, 0);
  el_set(session->line, EL_GETCFN, read_character);
  el_set(session->line, EL_HIST, history, session->history);
  el_set(session->line, EL_EDITOR, "emacs");
  // The user's own bindings come first, so that ours still work under them.
  el_source(session->line, NULL);
  edit_bind_keys(session);
  return session;
}

void edit_close(edit_session *session) {
  if (session->line) el_end(session->line);
  if (session->history) history_end(session->history);
  free(session);
  terminal_restore();
}

const char *edit_read(edit_session *session, const char *prompt, edit_outcome *outcome) {
  int count = 0;
  session->prompt = prompt;
  session->interrupted = session->leaving = session->pasting = false;
  output_flush();
  signals_reading(true);
  terminal_set_paste(true);
  // Raw before the prompt shows, not after it as libedit has it: what is typed at once is a key, too.
  el_set(session->line, EL_PREP_TERM, 1);
  const char *text = el_gets(session->line, &count);
  terminal_set_paste(false);
  signals_reading(false);
  session->prompt = "";
  if (session->interrupted) {
    el_reset(session->line);
    *outcome = edit_interrupted;
    return "";
  }
  if (!text || count <= 0) {
    fputs("\n", session->output);
    fflush(session->output);
    *outcome = session->leaving ? edit_left : edit_ended;
    return "";
  }
  *outcome = edit_entered;
  return text;
}

void edit_remember(edit_session *session, const char *entry) {
  HistEvent event;
  history(session->history, &event, H_ENTER, entry);
}

const char *edit_text(edit_session *session, size_t *length, size_t *cursor) {
  const LineInfo *info = el_line(session->line);
  *length = (size_t)(info->lastchar - info->buffer);
  *cursor = (size_t)(info->cursor - info->buffer);
  return info->buffer;
}

void edit_insert(edit_session *session, const char *text) { el_insertstr(session->line, text); }

void edit_delete(edit_session *session, int characters) {
  el_deletestr(session->line, characters);
}

void edit_write(edit_session *session, const char *text) { fputs(text, session->output); }
