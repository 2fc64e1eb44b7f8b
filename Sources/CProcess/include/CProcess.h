// Signals and child processes of a program that computes.
//
// Code of numeric libraries may run with its stack pointer inside heap memory. A signal handler on
// such a thread writes its frame there. So there are no handlers: the signals that mean something are
// blocked in every thread, and one thread that does nothing else takes them (signals.c). What stays
// unblocked has its default meaning, for which the system writes no frame.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#pragma clang assume_nonnull begin

// MARK: Streams (streams.c)

/// Opens /dev/null for each of the descriptors 0 to 2 that is closed: the next file to be opened would get
/// its number, and what is meant for the user would go into that file.
void process_open_streams(void);

// MARK: Signals (signals.c)

/// Blocks, in this thread and in each that it starts from now on, the signals that `process_watch`
/// takes: to be called first in `main`. Those that the program was told to ignore stay ignored; a pipe
/// that nobody reads and a file that grows beyond its limit are errors of the write and no signals.
void process_block_signals(void);

/// Starts the one thread that takes the signals, and calls `taken` in it for each.
/// Returns 0 or the error number.
int process_watch(void (*taken)(int signal));

/// Stops the process as the terminal's Ctrl-Z does; returns when it goes on. Any thread may call it.
void process_stop(void);

// MARK: Children (children.c)
// They get the signal mask and the ignored signals that this program was started with.

/// Runs a command in the shell and waits for it: what `system` does.
/// Returns the status as `waitpid` gives it, or -1 with `errno`.
int process_run(const char *command);

/// Starts a command in the shell with a pipe to its standard output (`writes` false) or input (true).
/// Returns our end of the pipe, or -1 with `errno`.
int process_pipe(const char *command, bool writes, pid_t *child);

/// Waits for a child of `process_pipe`; the status as `waitpid` gives it, or -1 with `errno`.
int process_wait(pid_t child);

/// Whether `process_run` waits for a command: Ctrl-C is that command's, then.
bool process_is_running_command(void);

#pragma clang assume_nonnull end
