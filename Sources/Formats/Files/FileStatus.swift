import Glibc

/// What the system says of a file or folder without opening it.
package struct FileStatus {
  /// Bytes.
  package let size: Int
  /// When it last changed, in nanoseconds since 1970.
  package let time: Int

  /// Nil where there is none.
  package init?(_ path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    size = Int(status.st_size)
    time = status.st_mtim.tv_sec &* 1_000_000_000 &+ status.st_mtim.tv_nsec
  }
}
