import Foundation
import Tensors

/// Files that are either the old or the new, whatever happens while they are written.
package enum AtomicFile {
  /// Writes beside the target, flushes to disk, renames, and flushes the directory.
  package static func write(_ bytes: [UInt8], to path: String) throws {
    try replace(path) { temporary in
      try append(bytes, to: temporary)
    }
  }

  /// Lets `make` write a temporary file beside `path`, then puts it in place.
  static func replace(_ path: String, make: (String) throws -> Void) throws {
    let temporary = path + ".tmp"
    unsafe unlink(temporary)
    do {
      try make(temporary)
      try flush(temporary)
    } catch {
      unsafe unlink(temporary)
      throw error
    }
    guard unsafe rename(temporary, path) == 0 else { throw failure(path, "cannot be replaced") }
    try flush((path as NSString).deletingLastPathComponent)
  }

  /// Appends and flushes to disk; creates the file where it is missing.
  package static func append(_ bytes: [UInt8], to path: String) throws {
    let file = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND, 0o644)
    guard file >= 0 else { throw failure(path, "cannot be written") }
    defer { close(file) }
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes[written...].withUnsafeBytes { buffer in
        unsafe Foundation.write(file, buffer.baseAddress, buffer.count)
      }
      guard count > 0 else { throw failure(path, "cannot be written") }
      written += count
    }
    guard fsync(file) == 0 else { throw failure(path, "cannot be flushed to disk") }
  }

  package static func makeDirectory(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true)
    } catch {
      throw Failure(path, "the directory cannot be made", expected: "a place where nothing else is")
    }
  }

  /// Removes a file; one that is not there, or cannot be removed, is no error.
  package static func remove(_ path: String) {
    unsafe unlink(path)
  }

  private static func flush(_ path: String) throws {
    let file = unsafe open(path.isEmpty ? "." : path, O_RDONLY)
    guard file >= 0 else { throw failure(path, "cannot be opened") }
    defer { close(file) }
    guard fsync(file) == 0 else { throw failure(path, "cannot be flushed to disk") }
  }

  private static func failure(_ path: String, _ what: String) -> Failure {
    Failure(path, "\(what): \(unsafe String(cString: strerror(errno)))")
  }
}
