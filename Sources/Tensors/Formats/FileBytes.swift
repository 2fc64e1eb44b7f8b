import FoundationEssentials
import Glibc

/// Whole files as bytes.
package enum FileBytes {
  /// A whole file.
  /// - Throws: `Failure` that names the file, where it cannot be read or there is no memory for it.
  package static func read(_ path: String) throws -> [UInt8] {
    guard unsafe access(path, R_OK) == 0 else {
      let reason =
        switch errno {
        case ENOENT, ENOTDIR: "no such file or folder"
        case EACCES: "not permitted"
        default: unsafe String(cString: strerror(errno))
        }
      throw Failure(path, "cannot be read (\(reason))", code: .file)
    }
    return try read(path, atMost: .max)
  }

  /// A file of limited size, or its first bytes.
  /// - Throws: `Failure` that names the file, where it cannot be read, is larger than `limit`, or there
  ///   is no memory for it.
  package static func read(_ path: String, atMost limit: Int, first: Int? = nil) throws -> [UInt8] {
    let file = Retried.call { unsafe open(path, O_RDONLY | O_CLOEXEC) }
    guard file >= 0 else {
      throw Failure(
        path, "cannot be opened (\(unsafe String(cString: strerror(errno))))", code: .file)
    }
    defer { close(file) }
    var status = stat()
    guard unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw Failure(path, "is no file", code: .file)
    }
    guard status.st_size <= limit else {
      throw Failure(
        path, "is too large", expected: "at most \(limit) bytes", got: "\(status.st_size)")
    }
    // Files of the system's own have no size.
    let wanted = min(status.st_size > 0 ? Int(status.st_size) : 1 << 16, limit, first ?? .max)
    try Memory.require(Double(wanted), for: path)
    var done = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: wanted) { target, filled in
      while done < wanted {
        let got = unsafe Glibc.read(
          file, target.baseAddress.map { unsafe $0 + done }, wanted - done)
        if got < 0, errno == EINTR { continue }
        if got < 0 { done = -1 }
        if got <= 0 { break }
        done += got
      }
      filled = max(0, done)
    }
    guard done >= 0 else {
      throw Failure(
        path, "cannot be read (\(unsafe String(cString: strerror(errno))))", code: .file)
    }
    return bytes
  }

  /// Writes a file; one that is there is replaced whole or not at all.
  /// - Throws: `Failure` that names the file.
  package static func write(_ bytes: [UInt8], to path: String) throws {
    try Memory.require(Double(bytes.count), for: path)
    let target = FileStatus.target(path)
    // A device is written to: nobody wishes for a file in its place.
    if try write(bytes, toDevice: target) { return }
    do {
      try Data(bytes).write(to: URL(filePath: target), options: .atomic)
    } catch {
      throw Failure(path, "cannot be written (\(reason(error)))", code: .file)
    }
  }

  /// Writes to what is neither a file nor a folder; false where the path is one, or nothing.
  private static func write(_ bytes: [UInt8], toDevice path: String) throws -> Bool {
    guard FileStatus.isDevice(path) else { return false }
    let file = Retried.call { unsafe open(path, O_WRONLY | O_CLOEXEC | O_NONBLOCK) }
    func failure() -> Failure {
      Failure(path, "cannot be written (\(unsafe String(cString: strerror(errno))))", code: .file)
    }
    guard file >= 0 else { throw failure() }
    defer { close(file) }
    var done = 0
    while done < bytes.count {
      let wrote = Retried.call {
        unsafe bytes[done...].withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
      }
      guard wrote > 0 else { throw failure() }
      done += wrote
    }
    return true
  }

  private static func reason(_ error: any Error) -> String {
    switch (error as? CocoaError)?.code {
    case .fileNoSuchFile?: "no such file or folder"
    case .fileWriteNoPermission?: "not permitted"
    case .fileWriteOutOfSpace?: "no space left"
    default: "\(error)"
    }
  }
}
