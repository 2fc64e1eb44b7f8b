#pragma once
#include <stdbool.h>

#pragma clang assume_nonnull begin

/// What work is done with. A thread has its own, so that whoever computes on one thread changes
/// nothing for another.
typedef struct {
  /// Of a kernel; less than 1 counts as 1. The same number on the same machine gives the same bits.
  int threads;
  /// Whether networks are asked to compute in bfloat16, and even where the processor is slower so.
  bool bf16, force;
  /// Whether float32 convolutions may use Winograd's algorithm, which is faster and rounds a little
  /// more (errors of some 10⁻⁵ of the largest value).
  bool winograd;
} ck_settings;

/// As many threads as OMP_NUM_THREADS or the machine says, float32, Winograd's algorithm.
ck_settings ck_standard_settings(void);
/// Those that the calling thread entered last, or else the standard ones.
ck_settings ck_current_settings(void);

/// What a thread had before it entered others, to be put back.
typedef struct {
  ck_settings settings;
  bool is_entered;
} ck_scope;

/// Gives the calling thread these settings until `ck_leave_settings` gets what is returned.
ck_scope ck_enter_settings(ck_settings settings);
void ck_leave_settings(ck_scope outer);

#pragma clang assume_nonnull end
