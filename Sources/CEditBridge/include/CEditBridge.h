// What Swift cannot do by itself at the prompt: libedit's variadic calls, key functions that run
// inside libedit, what signals mean, and the terminal's modes. Nothing here knows Lua or Crescent.
#ifndef CEDITBRIDGE_H
#define CEDITBRIDGE_H

#include <stdbool.h>
#include <stddef.h>

// MARK: Line editing (Editor.c, Keys.c)

/// One line editor over the standard streams.
typedef struct edit_session edit_session;

/// Why `edit_read` came back.
typedef enum {
  /// A line, or a paste of several, was entered.
  edit_entered,
  /// Ctrl-C: what was typed is gone.
  edit_interrupted,
  /// Ctrl-D on an empty line.
  edit_ended,
  /// The process was asked to leave, or the terminal has gone: `signals_leaving` says why.
  edit_left
} edit_outcome;

/// Called on TAB. It may call `edit_text`, `edit_insert`, `edit_delete`, `edit_write`.
/// Returns true when it wrote below the line, which is then drawn again.
typedef bool (*edit_completer)(void *context);

/// NULL when the terminal cannot be edited on. `context` goes to `complete` as it is.
edit_session *edit_open(const char *program, edit_completer complete, void *context);
void edit_close(edit_session *session);

/// Reads one entry. `prompt` may hold colours, each escape sequence between two bytes 1.
/// The text is UTF-8, ends before the newline, and lives until the next call.
const char *edit_read(edit_session *session, const char *prompt, edit_outcome *outcome);

/// Adds an entry, of one line or many, to what arrow-up recalls.
void edit_remember(edit_session *session, const char *entry);

/// The line being typed, as UTF-8; `cursor` is a byte offset into it.
const char *edit_text(edit_session *session, size_t *length, size_t *cursor);
/// Inserts at the cursor.
void edit_insert(edit_session *session, const char *text);
/// Deletes so many characters left of the cursor.
void edit_delete(edit_session *session, int characters);
/// Writes where the editor writes.
void edit_write(edit_session *session, const char *text);

// MARK: The terminal (Terminal.c)

/// Takes the user's characters (LC_CTYPE) and leaves numbers alone; UTF-8 where the environment
/// names no better.
void terminal_use_locale(void);
bool terminal_is_input(void);
bool terminal_is_output(void);
bool terminal_is_error(void);
/// Columns of the window, 80 when nobody knows.
int terminal_width(void);
/// Cells that a character takes: 0, 1 or 2.
int terminal_cells(unsigned int scalar);
/// Keeps the modes found at the start; every way out of the process puts them back.
void terminal_keep_modes(void);
/// Puts the modes back; any thread may call it.
void terminal_restore(void);

/// Both return 0 or the error number.
int output_write(const char *bytes, size_t count);
int output_flush(void);
void error_write(const char *bytes, size_t count);

// MARK: Standard input (Input.c)

/// Replaces the C library's `stdin`, so that a wait for it ends when the user asks for a stop.
void input_make_interruptible(void);
/// Everything on standard input, to be freed by the caller; NULL when it cannot be read.
char *input_read_all(size_t *count);

// MARK: Signals (Signals.c)

/// Starts to take signals. `request` is called, in a thread of its own, at the first Ctrl-C of a run
/// and when the process is asked to leave. False where the system has no thread or pipe for it.
bool signals_install(void (*request)(void *context), void *context);
/// From here Ctrl-C stops what runs: 1st `request`, 2nd says `activity`, 3rd within 2 s exits 130.
void signals_run_began(void);
/// How often Ctrl-C was pressed since the run began.
int signals_run_ended(void);
/// What the second Ctrl-C says is running.
void signals_set_activity(const char *activity);
/// The signal that asked the process to leave, SIGTERM or SIGHUP; 0 where none has.
int signals_leaving(void);

#endif
