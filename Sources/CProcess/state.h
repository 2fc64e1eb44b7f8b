// What the files of this folder share.
#pragma once
#include <signal.h>
#include <stdbool.h>

/// The mask that the program was started with, and what was ignored then. Before
/// `process_block_signals` both are empty.
typedef struct {
  sigset_t mask;
  /// Signals that are ignored now and were not.
  sigset_t newly_ignored;
  bool known;
} process_found_state;

extern process_found_state process_found;
