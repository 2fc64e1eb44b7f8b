import Glibc
import Tensors

/// One writer at a time: an advisory lock on a folder that the system drops when the process ends.
package struct FileLock {
  private let file: Int32

  /// Takes the lock, or throws at once.
  /// - Throws: `Failure` where another process holds it, or the folder cannot be written to.
  package init(folder path: String) throws {
    file = Retried.call { unsafe open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o644) }
    guard file >= 0 else {
      throw Failure(
        path, "cannot be written (\(unsafe String(cString: strerror(errno))))", code: .file)
    }
    guard Retried.call({ flock(file, LOCK_EX | LOCK_NB) }) == 0 else {
      close(file)
      throw Failure(path, "is being written by another process", code: .file)
    }
  }

  package func release() { close(file) }
}
