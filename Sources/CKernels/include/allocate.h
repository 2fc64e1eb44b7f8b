#pragma once
#include <stddef.h>
#include <stdint.h>

// Pooled memory: blocks are 64-byte aligned, come in size classes (four to the octave), and go back
// to a free list of their class. Every function may be called from any thread.

/// At least `bytes` bytes, or NULL when the system has no more. The content is arbitrary.
void *_Nullable ck_allocate(size_t bytes);
/// Gives a block back; `bytes` is what was asked for.
void ck_release(void *_Nullable block, size_t bytes);
/// Hands all free blocks back to the system.
void ck_trim(void);

/// Bytes in blocks that somebody holds now.
int64_t ck_live_bytes(void);
/// The most that were ever held at once.
int64_t ck_peak_bytes(void);
/// The most that were held at once since this was last asked.
int64_t ck_recent_peak_bytes(void);
/// Bytes in free blocks.
int64_t ck_free_bytes(void);
/// How often memory was asked of the system since the start.
int64_t ck_system_allocations(void);

/// For tests: of the calls of `ck_allocate` from now on, `count` get NULL after the first `after`.
/// A count of 0 ends it.
void ck_fail_allocations(int64_t after, int64_t count);
/// How many have got NULL so since.
int64_t ck_failed_allocations(void);
