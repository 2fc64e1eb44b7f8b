import Glibc
import Tensors

/// Makes folders, and says why one cannot be made.
package enum FolderMaking {
  /// Makes a folder and those above it; one that is there is fine.
  /// - Parameter path: empty: the current folder.
  /// - Throws: `Failure` with the system's reason.
  package static func make(_ path: String) throws {
    var made = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      made += made.isEmpty || made.hasSuffix("/") ? String(part) : "/" + part
      guard unsafe mkdir(made, 0o777) != 0 else { continue }
      let code = errno
      var status = stat()
      let isThere = unsafe stat(made, &status) == 0
      guard !isThere || status.st_mode & S_IFMT != S_IFDIR else { continue }
      let reason = isThere ? "\(made) is no folder" : "\(unsafe String(cString: strerror(code)))"
      throw Failure(
        path, "the directory cannot be made (\(reason))", expected: "a place where nothing else is",
        code: .file)
    }
  }
}
