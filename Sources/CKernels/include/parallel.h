#pragma once
#include <stdint.h>

/// Work on [begin, end) of a loop.
typedef void (*ck_body)(void *_Nullable context, int64_t begin, int64_t end);

/// Runs `body` over [0, count), cut into one contiguous range per thread, on the OpenMP threads
/// that oneDNN and OpenBLAS use too. Ranges depend on `count` and the number of threads alone;
/// their inner borders are multiples of `grain`, and no thread gets less than one grain.
void ck_parallel(int64_t count, int64_t grain, ck_body _Nonnull body, void *_Nullable context);

/// Threads that kernels use when the calling thread asks for them (`ck_current_settings`).
int ck_threads(void);
/// Makes the calling thread's OpenMP team as large as `ck_threads()`.
void ck_apply_threads(void);
