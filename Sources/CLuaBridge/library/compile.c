// From the text of a pattern to its items.
#include <string.h>

#include "pattern.h"

/// What is read, and the captures that are open.
typedef struct {
  pattern_match *match;
  const char *at, *end;
  bool is_open[pattern_captures];
} pattern_reader;

static pattern_item *add(pattern_reader *reader, pattern_kind kind) {
  pattern_item *item = &reader->match->items[reader->match->count++];
  item->kind = (unsigned char)kind;
  item->quantifier = 0;
  return item;
}

/// The pattern ends here: nothing after it can be reached.
static void fail(pattern_reader *reader, const char *message, int number) {
  pattern_item *item = add(reader, item_error);
  item->text = message;
  item->number = number;
  reader->at = reader->end;
}

static void insert(byte_set *set, unsigned char byte) {
  set->bits[byte >> 6] |= UINT64_C(1) << (byte & 63);
}

static void unite(byte_set *set, const byte_set *other) {
  for (int i = 0; i < 4; i++) set->bits[i] |= other->bits[i];
}

/// The ] that ends a set, which begins after its [ and ^; NULL where there is none.
static const char *set_end(const pattern_reader *reader, const char *first) {
  // Whatever comes first stands for itself, a ] too.
  for (const char *at = first; at < reader->end; at++) {
    if (*at == ']' && at > first) return at;
    if (*at == '%') at++;
  }
  return NULL;
}

/// Reads a set from its [ on into the item; false where its ] is missing.
static bool read_set(pattern_reader *reader, pattern_item *item) {
  const char *at = reader->at + 1;
  bool is_complement = at < reader->end && *at == '^';
  if (is_complement) at++;
  const char *end = set_end(reader, at);
  if (!end) return false;
  byte_set set = {{0, 0, 0, 0}};
  for (; at < end; at++) {
    if (*at == '%') {
      at++;
      const byte_set *class = pattern_class((unsigned char)*at);
      if (class) {
        unite(&set, class);
      } else {
        insert(&set, (unsigned char)*at);
      }
    } else if (at + 2 < end && at[1] == '-') {
      for (int byte = (unsigned char)*at; byte <= (unsigned char)at[2]; byte++) {
        insert(&set, (unsigned char)byte);
      }
      at += 2;
    } else {
      insert(&set, (unsigned char)*at);
    }
  }
  for (int i = 0; i < 4; i++) item->own.bits[i] = is_complement ? ~set.bits[i] : set.bits[i];
  item->set = &item->own;
  reader->at = end + 1;
  return true;
}

static const char missing_bracket[] = "malformed pattern (missing ']')";

/// A set, a class or a byte, and the quantifier behind it.
static void read_single(pattern_reader *reader) {
  const char *first = reader->at;
  pattern_item *before = reader->match->count ? &reader->match->items[reader->match->count - 1] : NULL;
  pattern_item *item = add(reader, item_byte);
  if (*first == '[') {
    item->kind = item_set;
    if (!read_set(reader, item)) {
      reader->match->count--;
      fail(reader, missing_bracket, 0);
      return;
    }
  } else if (*first == '%') {
    const byte_set *class = pattern_class((unsigned char)first[1]);
    item->byte = (unsigned char)first[1];
    if (class) {
      item->kind = item_set;
      item->set = class;
    }
    reader->at += 2;
  } else {
    if (*first == '.') item->kind = item_any;
    item->byte = (unsigned char)*first;
    reader->at++;
  }
  if (reader->at < reader->end && *reader->at && strchr("*+-?", *reader->at)) {
    item->quantifier = (unsigned char)*reader->at++;
  } else if (item->kind == item_byte) {
    const char *byte = reader->at - 1;
    if (before && before->kind == item_literal && before->text + before->count == byte) {
      before->count++;
      reader->match->count--;
    } else {
      item->kind = item_literal;
      item->text = byte;
      item->count = 1;
    }
  }
}

static void read_open(pattern_reader *reader) {
  pattern_match *match = reader->match;
  if (match->captures >= pattern_captures) return fail(reader, "too many captures", 0);
  bool is_position = reader->at + 1 < reader->end && reader->at[1] == ')';
  add(reader, is_position ? item_here : item_open)->number = match->captures;
  reader->is_open[match->captures++] = !is_position;
  reader->at += is_position ? 2 : 1;
}

static void read_close(pattern_reader *reader) {
  int number = reader->match->captures - 1;
  while (number >= 0 && !reader->is_open[number]) number--;
  if (number < 0) return fail(reader, "invalid pattern capture", 0);
  reader->is_open[number] = false;
  add(reader, item_close)->number = number;
  reader->at++;
}

/// What begins with % and is no single character.
static void read_special(pattern_reader *reader) {
  const char *at = reader->at;
  if (at + 1 == reader->end) return fail(reader, "malformed pattern (ends with '%%')", 0);
  switch (at[1]) {
    case 'b':
      if (at + 3 >= reader->end) {
        return fail(reader, "malformed pattern (missing arguments to '%%b')", 0);
      }
      pattern_item *balance = add(reader, item_balance);
      balance->byte = (unsigned char)at[2];
      balance->other = (unsigned char)at[3];
      reader->at += 4;
      return;
    case 'f':
      if (at + 2 >= reader->end || at[2] != '[') {
        return fail(reader, "missing '[' after '%%f' in pattern", 0);
      }
      reader->at += 2;
      pattern_item *frontier = add(reader, item_frontier);
      if (!read_set(reader, frontier)) {
        reader->match->count--;
        fail(reader, missing_bracket, 0);
      }
      return;
    case '0': case '1': case '2': case '3': case '4':
    case '5': case '6': case '7': case '8': case '9': {
      int number = at[1] - '1';
      if (number < 0 || number >= reader->match->captures || reader->is_open[number]) {
        return fail(reader, "invalid capture index %%%d", number + 1);
      }
      add(reader, item_reference)->number = number;
      reader->at += 2;
      return;
    }
    default: read_single(reader);
  }
}

pattern_item *pattern_place(lua_State *L, pattern_item *room, size_t length) {
  if (length <= pattern_room) {
    lua_pushnil(L);
    return room;
  }
  if (length > INT32_MAX / 2) luaL_error(L, "pattern too complex");
  return lua_newuserdatauv(L, length * sizeof *room, 0);
}

void pattern_compile(
  pattern_match *match, pattern_item *items, const char *pattern, size_t length, bool has_anchor) {
  match->items = items;
  match->count = match->captures = 0;
  match->steps = library_steps;
  match->is_anchored = has_anchor && length > 0 && *pattern == '^';
  pattern_reader reader = {match, pattern + match->is_anchored, pattern + length, {false}};
  while (reader.at < reader.end) {
    switch (*reader.at) {
      case '(': read_open(&reader); break;
      case ')': read_close(&reader); break;
      case '%': read_special(&reader); break;
      case '$':
        if (reader.at + 1 == reader.end) {
          add(&reader, item_end);
          reader.at++;
          break;
        }
        // Elsewhere it is a byte like any other.
        read_single(&reader);
        break;
      default: read_single(&reader);
    }
  }
}

void pattern_begin(
  lua_State *L, pattern_match *match, pattern_item *room, const char *subject, size_t subject_length,
  const char *pattern, size_t pattern_length) {
  match->L = L;
  match->subject = subject;
  match->end = subject + subject_length;
  pattern_compile(
    match, pattern_place(L, room, pattern_length), pattern, pattern_length, true);
}
