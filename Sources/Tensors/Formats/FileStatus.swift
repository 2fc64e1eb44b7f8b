import Glibc

/// What the system says of a file or folder without opening it.
package struct FileStatus {
  /// Bytes.
  package let size: Int
  /// When it last changed, in nanoseconds since 1970.
  package let time: Int

  /// Whether it is there and neither a file nor a folder: a device, a pipe, a socket.
  package static func isDevice(_ path: String) -> Bool {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return false }
    let kind = status.st_mode & S_IFMT
    return kind != S_IFREG && kind != S_IFDIR
  }

  /// What a path leads to, through its links; itself where nothing is there.
  package static func target(_ path: String) -> String {
    guard let resolved = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }

  /// Nil where there is none.
  package init?(_ path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    size = Int(status.st_size)
    time = status.st_mtim.tv_sec &* 1_000_000_000 &+ status.st_mtim.tv_nsec
  }
}
