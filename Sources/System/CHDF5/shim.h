#include <errno.h>
#include <hdf5.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

// A damaged file can end the process that reads it (libhdf5 1.10 follows wrong addresses). So arrays
// are read in a child, which tells what it read through a pipe and may end as it likes.

/// What the child says first: what came of it, then the sizes.
typedef struct {
  /// 0: read; 1: no HDF5 file; 2: no such array; 3: no usable sizes; 4: too large; 5: not readable;
  /// 6: no memory for it; 7: numbers of another type.
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

/// What numbers are read as.
typedef enum { CHDF5_FLOATS = 0, CHDF5_INTEGERS = 1, CHDF5_BYTES = 2 } chdf5_kind;

static inline size_t chdf5_width(chdf5_kind kind) {
  return kind == CHDF5_BYTES ? 1 : kind == CHDF5_INTEGERS ? 8 : 4;
}

static inline hid_t chdf5_type(chdf5_kind kind) {
  return kind == CHDF5_BYTES      ? H5T_NATIVE_UCHAR
         : kind == CHDF5_INTEGERS ? H5T_NATIVE_INT64
                                  : H5T_NATIVE_FLOAT;
}

/// Whether an array holds unsigned bytes.
static inline int chdf5_is_bytes(hid_t array) {
  hid_t type = H5Dget_type(array);
  return type >= 0 && H5Tget_class(type) == H5T_INTEGER && H5Tget_size(type) == 1 &&
         H5Tget_sign(type) == H5T_SGN_NONE;
}

/// The names of the arrays of a file, a line each.
typedef struct {
  char text[65536];
  size_t length;
} chdf5_names;

static inline herr_t chdf5_visit(hid_t file, const char *name, const H5L_info_t *info, void *data) {
  (void)info;
  chdf5_names *names = (chdf5_names *)data;
  hid_t array = H5Dopen2(file, name, H5P_DEFAULT);
  if (array < 0) return 0;
  H5Dclose(array);
  size_t length = strlen(name);
  if (names->length + length + 1 > sizeof names->text) return 1;
  memcpy(names->text + names->length, name, length);
  names->length += length + 1;
  names->text[names->length - 1] = '\n';
  return 0;
}

static inline void chdf5_list(int out, const char *path) {
  static chdf5_names names;
  chdf5_head head = {1, 1, {0}};
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
  if (file >= 0) {
    H5Lvisit(file, H5_INDEX_NAME, H5_ITER_INC, chdf5_visit, &names);
    head.status = 0;
    head.sizes[0] = (int64_t)names.length;
  }
  chdf5_write(out, &head, sizeof head);
  if (head.status == 0) chdf5_write(out, names.text, names.length);
  _exit(0);
}

static inline void chdf5_child(int out, const char *path, const char *name, chdf5_kind kind,
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
        bytes = (size_t)count * chdf5_width(kind);
        values = (char *)malloc(bytes + 1);
        if (kind == CHDF5_BYTES && !chdf5_is_bytes(array))
          head.status = 7;
        else if (!values)
          head.status = 6;
        else if (H5Dread(array, chdf5_type(kind), H5S_ALL, H5S_ALL, H5P_DEFAULT, values) >= 0)
          head.status = 0;
      }
    }
  }
  chdf5_write(out, &head, sizeof head);
  if (head.status == 0) chdf5_write(out, values, bytes);
  _exit(0);
}

/// Starts to read an array of numbers, at most `limit` of them, or, where `name` is NULL, the names of all
/// arrays as bytes; the head and then the numbers come from the file that is returned, -1 where no child
/// could be made.
static inline int chdf5_start(const char *path, const char *name, chdf5_kind kind, int64_t limit,
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
    if (!name) chdf5_list(ends[1], path);
    chdf5_child(ends[1], path, name, kind, limit);
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
