// Lua's patterns (reference manual, §6.4.1), compiled to a list of items and matched without recursion.
//
// A pattern is a straight line: no alternatives, and no repetition of groups. So each repeated item stands
// in at most one choice that may be taken back, and that choice is kept in the item. Captures need not be
// restored when a choice is taken back: each is set anew by whatever passes its item again.
#pragma once
#include <stdint.h>

#include "library.h"

/// Items of a pattern that is no longer than this have their place on the stack.
enum { pattern_captures = 32, pattern_room = 64 };
/// Lengths of captures that have none.
enum { pattern_unfinished = -1, pattern_position = -2 };

typedef enum {
  item_literal,    // `count` bytes of `text`
  item_any,        // any byte
  item_byte,       // one byte
  item_set,        // one byte of a set
  item_open,       // ( of the capture `number`
  item_close,      // )
  item_here,       // (), a capture of the position
  item_reference,  // %1
  item_balance,    // %bxy: `byte` and `other`
  item_frontier,   // %f[set]
  item_end,        // $
  item_error       // what makes the pattern malformed from here on: raised where a match gets so far
} pattern_kind;

/// 256 bits, one for each byte.
typedef struct {
  uint64_t bits[4];
} byte_set;

typedef struct {
  unsigned char kind, quantifier, byte, other;
  int number;
  /// The choice before this one, while this one stands.
  int previous;
  const byte_set *set;
  const char *text;
  size_t count;
  byte_set own;
  /// The choice: where the match went on, and the least place where it can.
  const char *now, *low;
} pattern_item;

typedef struct {
  const char *start;
  ptrdiff_t length;
} pattern_capture;

typedef struct {
  lua_State *L;
  const char *subject, *end;
  pattern_item *items;
  int count;
  /// The pattern begins with ^.
  bool is_anchored;
  int captures;
  long steps;
  pattern_capture capture[pattern_captures];
} pattern_match;

/// Whether the set holds the byte.
static inline bool set_has(const byte_set *set, unsigned char byte) {
  return set->bits[byte >> 6] >> (byte & 63) & 1;
}

/// Fills the tables of character classes, by the locale of the moment.
void pattern_prepare_classes(void);
/// The set of `%letter`; NULL where it is no class and the letter stands for itself.
const byte_set *pattern_class(unsigned char letter);

/// Compiles into `items`, of which there are at least as many as the pattern has bytes.
/// `has_anchor`: a ^ at the beginning is an anchor.
void pattern_compile(
  pattern_match *match, pattern_item *items, const char *pattern, size_t length, bool has_anchor);
/// Pushes one value; returns place for the items of a pattern, in `room` or in that value.
pattern_item *pattern_place(lua_State *L, pattern_item *room, size_t length);
/// Compiles a pattern whose ^ at the beginning is an anchor, to be matched with this subject. Pushes one value.
void pattern_begin(
  lua_State *L, pattern_match *match, pattern_item *room, const char *subject, size_t subject_length,
  const char *pattern, size_t pattern_length);
/// The end of a match that begins at `start`, or NULL. Raises for a malformed pattern and a stop.
const char *pattern_at(pattern_match *match, const char *start);
/// The next place at or after `start` where a match may begin; NULL where there is none.
const char *pattern_candidate(pattern_match *match, const char *start);
/// Pushes the capture `number`, from 0; `number` 0 of a pattern without captures is the whole match.
void pattern_push(pattern_match *match, int number, const char *start, const char *end);
/// Pushes all captures, or the whole match where there are none and `whole` is set; returns how many.
int pattern_push_all(pattern_match *match, const char *start, const char *end, bool whole);
