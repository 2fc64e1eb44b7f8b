// Matching the items of a pattern, and what a match has captured.
#include <string.h>

#include "pattern.h"

/// Bytes of a run between two looks at the interrupt.
enum { run_bytes = 1 << 16 };

static void poll(pattern_match *match, long steps) {
  match->steps -= steps;
  if (match->steps > 0) return;
  match->steps = library_steps;
  bridge_stop_if_asked(match->L);
}

static inline bool item_has(const pattern_item *item, unsigned char byte) {
  switch (item->kind) {
    case item_any: return true;
    case item_byte: return item->byte == byte;
    default: return set_has(item->set, byte);
  }
}

/// Where the longest run of bytes of the item ends.
static const char *run_end(pattern_match *match, const pattern_item *item, const char *at) {
  if (item->kind == item_any) return match->end;
  for (;;) {
    const char *stop = match->end - at > run_bytes ? at + run_bytes : match->end;
    const char *start = at;
    if (item->kind == item_byte) {
      while (at < stop && (unsigned char)*at == item->byte) at++;
    } else {
      while (at < stop && set_has(item->set, (unsigned char)*at)) at++;
    }
    poll(match, (at - start) / 16);
    if (at < stop || at == match->end) return at;
  }
}

/// The end of the balanced text that begins at `at`, or NULL.
static const char *balance_end(pattern_match *match, const pattern_item *item, const char *at) {
  if (at == match->end || (unsigned char)*at != item->byte) return NULL;
  size_t depth = 1;
  const char *start = at;
  while (++at < match->end) {
    if ((unsigned char)*at == item->other) {
      if (--depth == 0) {
        poll(match, (at - start) / 16);
        return at + 1;
      }
    } else if ((unsigned char)*at == item->byte) {
      depth++;
    }
    if ((at - start) % run_bytes == 0) poll(match, run_bytes / 16);
  }
  poll(match, (at - start) % run_bytes / 16);
  return NULL;
}

/// The end of a repetition of a capture at `at`, or NULL; that of a position never matches.
static const char *reference_end(pattern_match *match, const pattern_item *item, const char *at) {
  const pattern_capture *capture = &match->capture[item->number];
  if (capture->length < 0 || match->end - at < capture->length) return NULL;
  poll(match, capture->length / 64);
  return memcmp(at, capture->start, (size_t)capture->length) == 0 ? at + capture->length : NULL;
}

static bool is_frontier(const pattern_match *match, const pattern_item *item, const char *at) {
  unsigned char before = at == match->subject ? 0 : (unsigned char)at[-1];
  unsigned char here = at == match->end ? 0 : (unsigned char)*at;
  return !set_has(item->set, before) && set_has(item->set, here);
}

/// Where the match goes on behind an item that has one way only; NULL where it does not.
static const char *pass(pattern_match *match, const pattern_item *item, const char *at) {
  switch (item->kind) {
    case item_literal:
      if ((size_t)(match->end - at) < item->count) return NULL;
      if (*at != *item->text || memcmp(at, item->text, item->count) != 0) return NULL;
      return at + item->count;
    case item_any: case item_byte: case item_set:
      return at < match->end && item_has(item, (unsigned char)*at) ? at + 1 : NULL;
    case item_open: case item_here:
      match->capture[item->number] = (pattern_capture){
        at, item->kind == item_here ? pattern_position : pattern_unfinished};
      return at;
    case item_close:
      match->capture[item->number].length = at - match->capture[item->number].start;
      return at;
    case item_reference: return reference_end(match, item, at);
    case item_balance: return balance_end(match, item, at);
    case item_frontier: return is_frontier(match, item, at) ? at : NULL;
    case item_end: return at == match->end ? at : NULL;
    default: luaL_error(match->L, item->text, item->number); return NULL;
  }
}

const char *pattern_at(pattern_match *match, const char *at) {
  int index = 0, choice = -1;
  for (;;) {
    if (--match->steps <= 0) poll(match, 0);
    if (index == match->count) return at;
    pattern_item *item = &match->items[index];
    const char *next;
    switch (item->quantifier) {
      case 0:
        next = pass(match, item, at);
        if (!next) goto take_back;
        break;
      case '-':
        next = at;
        break;
      case '?':
        next = at < match->end && item_has(item, (unsigned char)*at) ? at + 1 : at;
        break;
      default:
        next = run_end(match, item, at);
        if (item->quantifier == '+' && next == at++) goto take_back;
    }
    if (item->quantifier == '-' || (item->quantifier && next > at)) {
      item->now = next;
      item->low = at;
      item->previous = choice;
      choice = index;
    }
    at = next;
    index++;
    continue;
  take_back:
    for (;;) {
      if (choice < 0) return NULL;
      item = &match->items[choice];
      at = item->now;
      if (item->quantifier != '-') {
        // The longest run was tried first.
        item->now = --at;
        index = choice + 1;
        if (at == item->low) choice = item->previous;
        break;
      }
      if (at < match->end && item_has(item, (unsigned char)*at)) {
        item->now = ++at;
        index = choice + 1;
        break;
      }
      choice = item->previous;
    }
  }
}

const char *pattern_candidate(pattern_match *match, const char *start) {
  int index = 0;
  while (index < match->count && match->items[index].kind == item_open) index++;
  if (index == match->count) return start;
  const pattern_item *first = &match->items[index];
  if (first->kind == item_literal) {
    return memchr(start, *first->text, (size_t)(match->end - start));
  }
  bool is_needed = first->quantifier == 0 || first->quantifier == '+';
  if (first->kind != item_set || !is_needed) return start;
  while (start < match->end) {
    const char *stop = match->end - start > run_bytes ? start + run_bytes : match->end;
    const char *from = start;
    while (start < stop && !set_has(first->set, (unsigned char)*start)) start++;
    poll(match, (start - from) / 16);
    if (start < stop) return start;
  }
  return NULL;
}

void pattern_push(pattern_match *match, int number, const char *start, const char *end) {
  lua_State *L = match->L;
  if (number >= match->captures) {
    if (number > 0) luaL_error(L, "invalid capture index %%%d", number + 1);
    lua_pushlstring(L, start, (size_t)(end - start));
    return;
  }
  const pattern_capture *capture = &match->capture[number];
  switch (capture->length) {
    case pattern_unfinished: luaL_error(L, "unfinished capture"); return;
    case pattern_position:
      lua_pushinteger(L, (lua_Integer)(capture->start - match->subject) + 1);
      return;
    default: lua_pushlstring(L, capture->start, (size_t)capture->length);
  }
}

int pattern_push_all(pattern_match *match, const char *start, const char *end, bool whole) {
  int count = match->captures == 0 && whole ? 1 : match->captures;
  luaL_checkstack(match->L, count, "too many captures");
  for (int i = 0; i < count; i++) pattern_push(match, i, start, end);
  return count;
}
