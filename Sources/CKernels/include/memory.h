#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What the system would still give. Nothing here allocates, so it may be asked when memory is short.

/// Bytes that everything else needs while large work is done: what is taken in large pieces leaves as
/// much, so that the small pieces around it (which a program cannot do without) are found.
enum { CK_MEMORY_MARGIN = 48 << 20 };

/// Bytes that this process may still take in pieces of that size: the least of what the machine has
/// (MemAvailable), what its container leaves (cgroup 1 or 2), and what its limit of addresses does
/// (ulimit -v), without the margin. Small pieces are also found in what malloc holds and nobody uses.
/// INT64_MAX where nothing says.
int64_t ck_memory_left(size_t piece);

/// Bytes that there are altogether by the same three; INT64_MAX where nothing says.
int64_t ck_memory_total(void);

/// Whether so many bytes may be taken in one piece; what is small is not asked about.
bool ck_memory_has_room(size_t bytes);

/// Whether the limit of addresses (ulimit -v) leaves oneDNN what it takes without asking: where it finds
/// no place for the code that it writes, version 2.6 goes on without it. True where there is no limit.
bool ck_memory_has_room_for_code(void);
