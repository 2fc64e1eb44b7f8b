import FoundationEssentials
import Glibc
import SystemPackage

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
    let file: FileDescriptor
    do {
      file = try FileDescriptor.opened(path, .readOnly, .nonBlocking)
    } catch {
      throw Failure(path, "cannot be opened (\(error))", code: .file)
    }
    defer { try? file.close() }
    guard let size = file.size else { throw Failure(path, "is no file", code: .file) }
    guard size <= limit else {
      throw Failure(
        path, "is too large", expected: "at most \(limit) bytes", got: "\(size)")
    }
    do {
      // Files of the system's own say that they are empty, and are small.
      if size == 0 { return try untilItsEnd(file, atMost: min(limit, first ?? .max), path) }
      let wanted = min(size, first ?? .max)
      try Memory.require(Double(wanted), for: path)
      return try unsafe [UInt8](unsafeUninitializedCapacity: wanted) { target, filled in
        while filled < wanted {
          let rest = unsafe UnsafeMutableRawBufferPointer(
            UnsafeMutableBufferPointer(rebasing: target[filled...]))
          let got = try unsafe file.read(into: rest)
          if got == 0 { break }
          filled += got
        }
      }
    } catch let error as Errno {
      throw Failure(path, "cannot be read (\(error))", code: .file)
    }
  }

  private static func untilItsEnd(
    _ file: FileDescriptor, atMost limit: Int, _ path: String
  ) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count < limit {
      let got = try unsafe piece.withUnsafeMutableBytes { try unsafe file.read(into: $0) }
      if got == 0 { break }
      try Memory.require(2 * Double(bytes.count + got), for: path)
      bytes += piece[..<min(got, limit - bytes.count)]
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
    do {
      let file = try FileDescriptor.opened(path, .writeOnly, .nonBlocking)
      try file.closeAfter { _ = try file.writeAll(bytes) }
    } catch {
      throw Failure(path, "cannot be written (\(error))", code: .file)
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
