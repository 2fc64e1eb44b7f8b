import Foundation
import SystemPackage
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
    let file = try opened(path, .writeOnly, [.create, .append], "cannot be written")
    defer { try? file.close() }
    let size = try told(path, "cannot be written") { try file.seek(offset: 0, from: .end) }
    let start = offset.map { min(Int64($0), size) } ?? size
    if size > start { try? file.resize(to: start) }
    do {
      try told(path, "cannot be written") { _ = try file.writeAll(bytes) }
      if FileStatus.isDevice(path) { return }
      try told(path, "cannot be flushed to disk") { try file.flush() }
      if size == 0 { try flushFolder(of: path) }
    } catch {
      // Half a record is worse than none, and one that may not outlive the machine is none.
      try? file.resize(to: start)
      throw error
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
    do {
      let file = try FileDescriptor.opened(folder.isEmpty ? "." : folder, .readOnly)
      defer { try? file.close() }
      try told(folder, "cannot be flushed to disk") {
        do { try file.flush() } catch Errno.invalidArgument, Errno.notSupported, Errno.noFunction {}
      }
    } catch Errno.permissionDenied {
    } catch let error as Errno {
      throw failure(folder, "cannot be opened", error)
    }
  }

  private static func flush(_ path: String) throws {
    let file = try opened(path, .readOnly, [], "cannot be opened")
    defer { try? file.close() }
    try told(path, "cannot be flushed to disk") { try file.flush() }
  }

  private static func opened(
    _ path: String, _ mode: FileDescriptor.AccessMode, _ options: FileDescriptor.OpenOptions,
    _ what: String
  ) throws -> FileDescriptor {
    try told(path, what) {
      try FileDescriptor.opened(
        path, mode, options, permissions: [.ownerReadWrite, .groupRead, .otherRead])
    }
  }

  /// Says of which file an error is.
  private static func told<Result>(
    _ path: String, _ what: String, _ body: () throws -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch let error as Errno {
      throw failure(path, what, error)
    }
  }

  private static func failure(_ path: String, _ what: String, _ error: Errno? = nil) -> Failure {
    Failure(path, "\(what): \(error ?? Errno(rawValue: errno))", code: .file)
  }
}
