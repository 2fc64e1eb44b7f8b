// string.rep, utf8.len, utf8.offset, and os.date of a format that is not too long.
#include <string.h>

#include "library.h"

/// Bytes that are copied between two looks at the interrupt.
enum { copied_bytes = 1 << 24 };

/// A copy, broken off by a stop.
static void copy(lua_State *L, char *to, const char *from, size_t count) {
  while (count > 0) {
    size_t part = count < copied_bytes ? count : copied_bytes;
    memcpy(to, from, part);
    to += part;
    from += part;
    count -= part;
    if (count > 0) bridge_stop_if_asked(L);
  }
}

static int repeat(lua_State *L) {
  size_t length, separator_length;
  const char *text = luaL_checklstring(L, 1, &length);
  lua_Integer times = luaL_checkinteger(L, 2);
  const char *separator = luaL_optlstring(L, 3, "", &separator_length);
  bridge_stop_if_asked(L);
  size_t unit = length + separator_length;
  if (times <= 0 || unit == 0) {
    lua_pushliteral(L, "");
    return 1;
  }
  if (unit < length || unit > (size_t)(LUA_MAXINTEGER / times)) {
    return luaL_error(L, "resulting string too large");
  }
  size_t total = (size_t)times * unit - separator_length;
  luaL_Buffer out;
  char *start = luaL_buffinitsize(L, &out, total);
  memcpy(start, text, length);
  size_t done = length;
  if (times > 1) {
    memcpy(start + length, separator, separator_length);
    // From here on what is done is doubled; it begins with whole units.
    for (done = unit; done < total;) {
      size_t part = done < total - done ? done : total - done;
      copy(L, start + done, start, part);
      done += part;
    }
  }
  luaL_pushresultsize(&out, total);
  return 1;
}

static bool is_continuation(const char *at) { return (*at & 0xC0) == 0x80; }

/// The largest code point, and without `lax` the largest of Unicode.
static const unsigned long largest = 0x7FFFFFFFul, largest_of_unicode = 0x10FFFFul;

/// The bytes of the character at `at`; 0 where there is none that is valid.
static size_t character_bytes(const char *at, const char *end, bool is_lax) {
  // The least code point of each length: a shorter one must not be spelled so long.
  static const unsigned long least[] = {0, 0, 0x80, 0x800, 0x10000, 0x200000, 0x4000000};
  unsigned char first = (unsigned char)*at;
  if (first < 0x80) return 1;
  size_t count = 0;
  while (count < 8 && first & (0x80 >> count)) count++;
  if (count < 2 || count > 6 || (size_t)(end - at) < count) return 0;
  unsigned long code = first & (0x7Fu >> count);
  for (size_t i = 1; i < count; i++) {
    if (!is_continuation(at + i)) return 0;
    code = code << 6 | (unsigned char)(at[i] & 0x3F);
  }
  if (code < least[count] || code > largest) return 0;
  if (!is_lax && (code > largest_of_unicode || (code >= 0xD800 && code <= 0xDFFF))) return 0;
  return count;
}

/// Positions from the end are negative.
static lua_Integer absolute(lua_Integer position, size_t length) {
  if (position >= 0) return position;
  if (0u - (size_t)position > length) return 0;
  return (lua_Integer)length + position + 1;
}

static int length(lua_State *L) {
  size_t count;
  const char *text = luaL_checklstring(L, 1, &count);
  lua_Integer first = absolute(luaL_optinteger(L, 2, 1), count);
  lua_Integer last = absolute(luaL_optinteger(L, 3, -1), count);
  bool is_lax = lua_toboolean(L, 4);
  luaL_argcheck(
    L, 1 <= first && first - 1 <= (lua_Integer)count, 2, "initial position out of bounds");
  luaL_argcheck(L, last - 1 < (lua_Integer)count, 3, "final position out of bounds");
  lua_Integer found = 0, at = first - 1;
  long steps = 0;
  while (at < last) {
    library_poll(L, &steps);
    size_t bytes = character_bytes(text + at, text + count, is_lax);
    if (bytes == 0) {
      luaL_pushfail(L);
      lua_pushinteger(L, at + 1);
      return 2;
    }
    at += (lua_Integer)bytes;
    found++;
  }
  lua_pushinteger(L, found);
  return 1;
}

static int offset(lua_State *L) {
  size_t count;
  const char *text = luaL_checklstring(L, 1, &count);
  lua_Integer n = luaL_checkinteger(L, 2);
  lua_Integer at = absolute(luaL_optinteger(L, 3, n >= 0 ? 1 : (lua_Integer)count + 1), count) - 1;
  luaL_argcheck(L, 0 <= at && at <= (lua_Integer)count, 3, "position out of bounds");
  const char *here = text + at, *end = text + count;
  long steps = 0;
  if (n == 0) {
    while (here > text && here < end && is_continuation(here)) {
      library_poll(L, &steps);
      here--;
    }
    lua_pushinteger(L, here - text + 1);
    return 1;
  }
  if (here < end && is_continuation(here)) return luaL_error(L, "initial position is a continuation byte");
  for (; n < 0 && here > text; n++) {
    do {
      library_poll(L, &steps);
      here--;
    } while (here > text && is_continuation(here));
  }
  // The first character stands where the search begins.
  bool goes_on = n > 0;
  if (goes_on) n--;
  for (; goes_on && n > 0 && here < end; n--) {
    do {
      library_poll(L, &steps);
      here++;
    } while (here < end && is_continuation(here));
  }
  if (n == 0) {
    lua_pushinteger(L, here - text + 1);
  } else {
    luaL_pushfail(L);
  }
  return 1;
}

/// Lua's own, where the format is of a size that anybody would write: it takes a microsecond for each %.
static int date(lua_State *L) {
  enum { longest_format = 10000 };
  size_t count;
  const char *format = luaL_optlstring(L, 1, "%c", &count);
  (void)format;
  luaL_argcheck(L, count <= longest_format, 1, "format is too long");
  return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

void library_open_strings(lua_State *L) {
  library_replace(L, LUA_STRLIBNAME, (luaL_Reg[]){{"rep", repeat}, {NULL, NULL}});
  library_replace(
    L, LUA_UTF8LIBNAME, (luaL_Reg[]){{"len", length}, {"offset", offset}, {NULL, NULL}});
  library_cover(L, LUA_OSLIBNAME, "date", date);
}
