// What the C files of this bridge share with one another.
#ifndef BRIDGE_H
#define BRIDGE_H

#include <histedit.h>
#include <stdio.h>
#include <sys/types.h>

#include "CEditBridge.h"

struct edit_session {
  EditLine *line;
  History *history;
  FILE *output;
  const char *prompt;
  edit_completer complete;
  void *context;
  bool interrupted;
  bool pasting;
  /// The process was asked to leave, or the terminal has gone.
  bool leaving;
};

/// The session that a libedit callback belongs to.
edit_session *edit_session_of(EditLine *line);
/// Adds TAB, Ctrl-C and bracketed paste to the editor's keys.
void edit_bind_keys(edit_session *session);

/// The character by which the reader hands a Ctrl-C to the editor.
enum { interrupt_character = 3 };

/// What woke `signals_wait`.
typedef enum {
  woke_input,
  woke_interrupt,
  woke_resize,
  woke_stop,
  woke_continue,
  woke_leave,
  woke_error
} wake;

/// The editor reads: Ctrl-C clears its line, and Ctrl-Z waits until the terminal is the shell's.
void signals_reading(bool reading);
/// Waits for a byte on standard input or a signal.
wake signals_wait(void);
/// Waits for a byte on standard input; false when what runs is to stop.
bool signals_wait_for_input(void);

/// Bytes of standard input that have been read and not taken; reads and waits look at them first.
size_t input_ahead(void);
/// Takes what is there: as `read`.
ssize_t input_take(char *bytes, size_t size);
/// Reads all that the terminal has, where nothing is left of the last time. Within a paste alone: there a
/// byte at a time would take two calls of the system for each.
void input_read_ahead(void);

/// Standard input as the program found it.
FILE *input_of_terminal(void);

/// Bracketed paste on the terminal, and raw modes kept for a stop and a continue.
void terminal_set_paste(bool on);
/// Gives the terminal to the shell before a stop, takes it again afterwards.
void terminal_leave(void);
void terminal_return(void);
/// Puts the modes back when the program crashes.
void terminal_restore_on_crash(void);

#endif
