#pragma once
#include <stdatomic.h>

#include "include/nearest.h"

// What the parts of the search share: nearest.c drives it, panels.c arranges the searched rows,
// tiles.c multiplies, candidates.c keeps what may be among the nearest.

/// Queries of a tile, and searched rows of a panel.
enum { CK_TILE_ROWS = 14, CK_PANEL = 32, CK_BLOCK_TILES = 8 };
enum { CK_BLOCK_ROWS = CK_TILE_ROWS * CK_BLOCK_TILES };

/// What products of bytes need of a row: its step, squared length, and that of what is left out.
typedef struct {
  float step, square, rest;
  int32_t sum;
} ck_row_bytes;

struct ck_asked {
  const float *x;
  int64_t count, width, depth;
  float *origin, ratio;
  /// Without bytes, both are NULL.
  ck_row_bytes *rows;
  int8_t *codes;  // [count × 4·depth]
  void *memory;
  size_t bytes;
};

struct ck_searched {
  const float *x;
  const ck_asked *asked;
  int64_t count, width, panels;
  ck_products products;
  /// Columns of a packed row: floats, or groups of four bytes.
  int64_t depth;
  /// Subtracted from all rows before they are multiplied, which no distance notices: their mean.
  float *origin;
  /// [panel][depth][32] floats, or [panel][depth][32][4] bytes.
  void *packed;
  /// By searched row y: ‖y‖² − e(y), e(y), and what a product of bytes is to be multiplied by. The
  /// distance of x and y is ‖x‖² + ‖y‖² − 2·x·y, give or take e(x) + e(y).
  float *base, *slack, *scale;
  /// −128·Σ of a row's bytes, since the other side's are shifted to 0 … 255.
  int32_t *shift;
  /// e of a row is ratio·‖y‖² + ‖rest‖²/ratio + rounding·‖y‖², where rest is what bytes leave out;
  /// it serves since 2ab ≤ ratio·a² + b²/ratio.
  float ratio, rounding;
  /// How far a distance summed in float32 may be off, relatively.
  float relative;
  void *memory;
  size_t bytes;
  atomic_llong again;
};

/// A query on its way through the panels.
typedef struct {
  const float *x;
  int64_t number;
  /// ‖x‖² − e(x), e(x), and what products of its bytes are to be multiplied by.
  float base, slack, scale;
  /// Candidates whose least distance, without `base`, is above this are out.
  float limit;
  int64_t held, kept;
  /// Candidates at which room is made.
  int64_t trigger;
  float *least;      // [capacity] of each candidate, without `base`
  int32_t *which;    // [capacity]
  float *distances;  // [neighbours] the nearest of those that were computed again
  int32_t *indices;
  const int32_t *guesses;  // were computed again before all others
  int64_t guessed;
} ck_query;

typedef struct {
  ck_searched *searched;
  int64_t neighbours, capacity;
  bool excluding_self;
  uint64_t *keys;  // [capacity], scratch
  int64_t again;
} ck_candidates;

/// Row − origin into `row`, and its squared length.
float ck_centred(const float *x, const float *origin, float *row, int64_t width);
/// The same, rounded to bytes, of which there are a multiple of four; `row` is room.
void ck_row_to_bytes(const float *x, const float *origin, int64_t width, float *row,
                     int8_t *bytes, ck_row_bytes *about);
/// Whether this processor multiplies bytes, and rows are of a length where that pays.
bool ck_bytes_suit(int64_t width);
/// The part of lengths that bytes may leave out; where it is more, bounds tell little apart.
#define CK_COARSEST 0.025f
/// All of x around `origin`, or around their mean where that is NULL; as bytes where `coarse`.
ck_status ck_rows_to_bytes(const float *x, int64_t count, int64_t width, const float *origin,
                           bool coarse, ck_asked *rows);
void ck_rows_release(ck_asked *rows);
/// e of a row.
float ck_slack(const ck_searched *s, float square, float rest);

/// Compares the queries of a tile, packed as [depth][14] floats or [depth][14][4] bytes, with the
/// rows of a panel, and adds those within the limits to the candidates.
void ck_compare(ck_candidates *c, const void *tile, ck_query *queries, int64_t panel);

/// Drops candidates that are out, so that there is room for another panel.
void ck_make_room(ck_candidates *c, ck_query *q);
/// Computes the guesses, which lowers the limit.
void ck_guess(ck_candidates *c, ck_query *q);
/// Computes what is left again; afterwards `distances` and `indices` hold the answer.
void ck_settle(ck_candidates *c, ck_query *q);
/// Computes all rows, without products.
void ck_settle_directly(ck_candidates *c, ck_query *q);
