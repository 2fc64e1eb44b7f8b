#include <errno.h>
#include <hdf5.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

// A damaged file can end the process that reads it (libhdf5 1.10 follows wrong addresses). So arrays
// are read in a child, which tells what it read through a pipe and may end as it likes.

/// What the child says first: what came of it, then the sizes.
typedef struct {
  /// 0: read; 1: no HDF5 file; 2: no such array; 3: no usable sizes; 4: too large; 5: not readable;
  /// 6: no memory for it.
  int64_t status;
  int64_t rank;
  int64_t sizes[8];
} chdf5_head;

static inline void chdf5_write(int file, const void *bytes, size_t count) {
  const char *place = (const char *)bytes;
  while (count > 0) {
    ssize_t wrote = write(file, place, count);
    if (wrote <= 0) _exit(1);
    place += wrote;
    count -= (size_t)wrote;
  }
}

static inline void chdf5_child(int out, const char *path, const char *name, int integers,
                               int64_t limit) {
  chdf5_head head = {1, 0, {0}};
  char *values = NULL;
  size_t bytes = 0;
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
  if (file >= 0) {
    head.status = 2;
    hid_t array = H5Dopen2(file, name, H5P_DEFAULT);
    hid_t space = array >= 0 ? H5Dget_space(array) : -1;
    if (array >= 0) head.status = 3;
    int rank = space >= 0 ? H5Sget_simple_extent_ndims(space) : -1;
    if (rank >= 1 && rank <= 8) {
      hsize_t sizes[8];
      H5Sget_simple_extent_dims(space, sizes, NULL);
      head.rank = rank;
      head.status = 5;
      uint64_t count = 1;
      for (int i = 0; i < rank; i++) {
        if (sizes[i] > (uint64_t)limit || (sizes[i] > 0 && count > (uint64_t)limit / sizes[i])) {
          head.status = 4;
          break;
        }
        head.sizes[i] = (int64_t)sizes[i];
        count *= sizes[i];
      }
      if (head.status == 5) {
        bytes = (size_t)count * (integers ? 8 : 4);
        values = (char *)malloc(bytes + 1);
        hid_t kind = integers ? H5T_NATIVE_INT64 : H5T_NATIVE_FLOAT;
        if (!values)
          head.status = 6;
        else if (H5Dread(array, kind, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) >= 0)
          head.status = 0;
      }
    }
  }
  chdf5_write(out, &head, sizeof head);
  if (head.status == 0) chdf5_write(out, values, bytes);
  _exit(0);
}

/// Starts to read an array of float32 (or int64) numbers, at most `limit` of them; the head and then
/// the numbers come from the file that is returned, -1 where no child could be made.
static inline int chdf5_start(const char *path, const char *name, int integers, int64_t limit,
                              pid_t *child) {
  int ends[2];
  if (pipe(ends) != 0) return -1;
  *child = fork();
  if (*child < 0) {
    close(ends[0]);
    close(ends[1]);
    return -1;
  }
  if (*child == 0) {
    // No report of a crash on the user's terminal, and no endless loop.
    signal(SIGSEGV, SIG_DFL);
    signal(SIGBUS, SIG_DFL);
    signal(SIGABRT, SIG_DFL);
    signal(SIGFPE, SIG_DFL);
    signal(SIGILL, SIG_DFL);
    signal(SIGPIPE, SIG_DFL);
    struct rlimit none = {0, 0}, seconds = {600, 600};
    setrlimit(RLIMIT_CORE, &none);
    setrlimit(RLIMIT_CPU, &seconds);
    close(ends[0]);
    chdf5_child(ends[1], path, name, integers, limit);
  }
  close(ends[1]);
  return ends[0];
}

/// Waits for the child; whether it came to its own end.
static inline int chdf5_finish(int file, pid_t child) {
  int status = 0;
  close(file);
  // Nobody reads any more, so a child that still writes ends too.
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return 0;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
