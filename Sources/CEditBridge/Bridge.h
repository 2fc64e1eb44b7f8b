// What the C files of this bridge share with one another.
#ifndef BRIDGE_H
#define BRIDGE_H

#include <histedit.h>
#include <stdio.h>

#include "CEditBridge.h"

struct edit_session {
  EditLine *line;
  History *history;
  FILE *output;
  const char *prompt;
  edit_completer complete;
  void *context;
  bool interrupted;
};

/// The session that a libedit callback belongs to.
edit_session *edit_session_of(EditLine *line);
/// Adds TAB, Ctrl-C and bracketed paste to the editor's keys.
void edit_bind_keys(edit_session *session);

/// The character by which the reader hands a Ctrl-C to the editor.
enum { interrupt_character = 3 };

/// What woke `signals_wait`.
typedef enum { woke_input, woke_interrupt, woke_resize, woke_continue, woke_error } wake;

/// The editor reads: signals wake it instead of stopping a run.
void signals_reading(bool reading);
/// Waits for a byte on standard input or a signal.
wake signals_wait(void);

/// Bracketed paste on the terminal, and raw modes kept for a stop and a continue.
void terminal_set_paste(bool on);
/// Gives the terminal to the shell before a stop, takes it again afterwards; handler-safe.
void terminal_leave(void);
void terminal_return(void);

#endif
