import Glibc
import SystemPackage

/// What swift-system leaves out. As there, a call that a signal breaks off is made again, and what fails is
/// an `Errno`, whose description is the system's own.
extension FileDescriptor {
  /// An open file that commands do not inherit.
  package static func opened(
    _ path: String, _ mode: AccessMode, _ options: OpenOptions = [],
    permissions: FilePermissions? = nil
  ) throws -> FileDescriptor {
    try open(
      FilePath(path), mode, options: options.union(.closeOnExec), permissions: permissions)
  }

  /// Waits until all that was written is on the disk.
  package func flush() throws {
    while fsync(rawValue) != 0 {
      guard errno == EINTR else { throw Errno(rawValue: errno) }
    }
  }

  /// Takes the lock of the file, which goes with the last descriptor.
  /// - Returns: false where somebody else holds it.
  package func lock() -> Bool {
    while flock(rawValue, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EINTR else { return false }
    }
    return true
  }

  /// How many bytes it has; nil where it is no file but a folder, a device, a pipe.
  package var size: Int? {
    guard let status = try? stat(), status.type == .regular else { return nil }
    return Int(status.size)
  }
}
