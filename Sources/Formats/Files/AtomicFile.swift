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
    // A device is written to, and what a link leads to is replaced: neither is a file to put away.
    let path = FileStatus.target(path)
    if FileStatus.isDevice(path) { return try make(path) }
    let temporary = path + ".tmp"
    unsafe unlink(temporary)
    do {
      try make(temporary)
      try flush(temporary)
      guard unsafe rename(temporary, path) == 0 else { throw failure(path, "cannot be replaced") }
    } catch {
      unsafe unlink(temporary)
      throw error
    }
    try flushFolder(of: path)
  }

  /// Appends and flushes to disk; creates the file where it is missing. What cannot be written whole, or
  /// brought to the disk, is taken back.
  /// - Parameter offset: how many bytes of the file are known; what stands after them was never
  ///   finished and goes. Nil: all of it.
  package static func append(_ bytes: [UInt8], to path: String, at offset: Int? = nil) throws {
    let file = Retried.call {
      unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    }
    guard file >= 0 else { throw failure(path, "cannot be written") }
    defer { close(file) }
    let size = lseek(file, 0, SEEK_END)
    let start = offset.map { min(off_t($0), size) } ?? size
    if size > start { cut(file, to: start) }
    do {
      try write(bytes, to: file, path)
      if FileStatus.isDevice(path) { return }
      guard Retried.call({ fsync(file) }) == 0 else {
        throw failure(path, "cannot be flushed to disk")
      }
      if size == 0 { try flushFolder(of: path) }
    } catch {
      // Half a record is worse than none, and one that may not outlive the machine is none.
      cut(file, to: start)
      throw error
    }
  }

  private static func cut(_ file: Int32, to length: off_t) {
    _ = Retried.call { ftruncate(file, length) }
  }

  private static func write(_ bytes: [UInt8], to file: Int32, _ path: String) throws {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes[written...].withUnsafeBytes { buffer in
        unsafe Foundation.write(file, buffer.baseAddress, buffer.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure(path, "cannot be written") }
      written += count
    }
  }

  /// Gives a file that may still be wanted another name, where there is one: `answers.tsv.1`, or a higher
  /// number.
  package static func setAside(_ path: String) throws {
    guard FileStatus(path) != nil else { return }
    let free = (1...).lazy.map { "\(path).\($0)" }.first { FileStatus($0) == nil } ?? path
    guard unsafe rename(path, free) == 0 else { throw failure(path, "cannot be renamed") }
  }

  /// Removes a file; one that is not there, or cannot be removed, is no error.
  package static func remove(_ path: String) {
    unsafe unlink(path)
  }

  /// Brings the names in the folder of a file to the disk. Some file systems keep names safe without being
  /// told, and refuse to be told (EINVAL); a folder that may be written to and not read cannot be told.
  private static func flushFolder(of path: String) throws {
    let folder = (path as NSString).deletingLastPathComponent
    let file = Retried.call { unsafe open(folder.isEmpty ? "." : folder, O_RDONLY | O_CLOEXEC) }
    guard file >= 0 else {
      guard errno == EACCES else { throw failure(folder, "cannot be opened") }
      return
    }
    defer { close(file) }
    guard Retried.call({ fsync(file) }) != 0, ![EINVAL, ENOTSUP, ENOSYS].contains(errno) else {
      return
    }
    throw failure(folder, "cannot be flushed to disk")
  }

  private static func flush(_ path: String) throws {
    let file = Retried.call { unsafe open(path, O_RDONLY | O_CLOEXEC) }
    guard file >= 0 else { throw failure(path, "cannot be opened") }
    defer { close(file) }
    guard Retried.call({ fsync(file) }) == 0 else {
      throw failure(path, "cannot be flushed to disk")
    }
  }

  private static func failure(_ path: String, _ what: String) -> Failure {
    Failure(path, "\(what): \(unsafe String(cString: strerror(errno)))", code: .file)
  }
}
