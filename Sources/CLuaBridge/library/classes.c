// Character classes: %a, %d … and their complements, as sets of bytes.
#include <ctype.h>
#include <pthread.h>
#include <string.h>

#include "pattern.h"

static const char letters[] = "acdglpsuwxz";
enum { class_count = sizeof letters - 1 };

static byte_set classes[class_count], complements[class_count];
static pthread_once_t prepared = PTHREAD_ONCE_INIT;

static bool is_in(char letter, int byte) {
  switch (letter) {
    case 'a': return isalpha(byte);
    case 'c': return iscntrl(byte);
    case 'd': return isdigit(byte);
    case 'g': return isgraph(byte);
    case 'l': return islower(byte);
    case 'p': return ispunct(byte);
    case 's': return isspace(byte);
    case 'u': return isupper(byte);
    case 'w': return isalnum(byte);
    case 'x': return isxdigit(byte);
    default: return byte == 0;  // %z, of Lua 5.1
  }
}

static void prepare(void) {
  for (int class = 0; class < class_count; class++) {
    for (int byte = 0; byte < 256; byte++) {
      byte_set *set = is_in(letters[class], byte) ? &classes[class] : &complements[class];
      set->bits[byte >> 6] |= UINT64_C(1) << (byte & 63);
    }
  }
}

void pattern_prepare_classes(void) { pthread_once(&prepared, prepare); }

const byte_set *pattern_class(unsigned char letter) {
  if (!isalpha(letter)) return NULL;
  const char *place = strchr(letters, tolower(letter));
  if (!place) return NULL;
  return isupper(letter) ? &complements[place - letters] : &classes[place - letters];
}
