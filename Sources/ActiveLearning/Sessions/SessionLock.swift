import Foundation
import Tensors

/// One writer at a time: an advisory lock that the system drops when the process ends.
struct SessionLock {
  private let file: Int32

  fileprivate init(_ path: String) throws {
    file = unsafe open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw Failure(path, "cannot be written") }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      close(file)
      throw Failure(path, "is being written by another process")
    }
  }

  func release() { close(file) }
}

extension SessionDirectory {
  func lock() throws -> SessionLock { try SessionLock(path) }
}
