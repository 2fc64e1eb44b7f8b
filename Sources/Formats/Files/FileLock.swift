import SystemPackage
import Tensors

/// One writer at a time: an advisory lock on a folder that the system drops when the process ends.
package struct FileLock {
  private let file: FileDescriptor

  /// Takes the lock, or throws at once.
  /// - Throws: `Failure` where another process holds it, or the folder cannot be written to.
  package init(folder path: String) throws {
    do {
      file = try FileDescriptor.opened(
        path + "/lock", .readWrite, .create,
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
    } catch {
      throw Failure(path, "cannot be written (\(error))", code: .file)
    }
    guard file.lock() else {
      try? file.close()
      throw Failure(path, "is being written by another process", code: .file)
    }
  }

  package func release() { try? file.close() }
}
