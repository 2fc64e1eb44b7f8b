// Starting this program again under an environment that its libraries read before `main`.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "CEditBridge.h"

void process_start_again(void) {
  FILE *file = fopen("/proc/self/cmdline", "re");
  if (!file) return;
  char *text = NULL;
  size_t capacity = 0;
  char **arguments = NULL;
  size_t count = 0;
  bool whole = true;
  while (whole && getdelim(&text, &capacity, 0, file) >= 0) {
    char **larger = realloc(arguments, (count + 2) * sizeof *arguments);
    if (!larger) {
      whole = false;
      break;
    }
    arguments = larger;
    arguments[count] = strdup(text);
    whole = arguments[count] != NULL;
    arguments[++count] = NULL;
  }
  free(text);
  fclose(file);
  if (whole && count > 0) execv("/proc/self/exe", arguments);
  for (size_t i = 0; i < count; i++) free(arguments[i]);
  free(arguments);
}
