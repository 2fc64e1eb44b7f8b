// The three standard streams are there, whatever the program was started with.
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "include/CProcess.h"

void process_open_streams(void) {
  for (int stream = 0; stream <= 2; stream++) {
    if (fcntl(stream, F_GETFD) >= 0 || errno != EBADF) continue;
    // The lowest number that is free, which is this one.
    if (open("/dev/null", stream == 0 ? O_RDONLY : O_WRONLY) < 0) _exit(1);
  }
}
