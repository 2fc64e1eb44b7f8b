import FoundationEssentials
import SystemPackage
import Tensors

/// A file to which whole records are added at the end, each by one write where the system takes it
/// whole, so that two programs that add to it at the same time do not tear each other's lines.
package struct AppendOnlyFile {
  package let path: String

  package init(path: String) { self.path = path }

  /// Adds a line; makes the file, private to its user, and its folder where missing.
  /// - Throws: `Failure` where not all of it is in the file.
  package func append(line: Data) throws {
    // A line that was torn by a crash must not take this one with it.
    let isTorn = (try? tail(bytes: 1)).map { !$0.isEmpty && $0.last != 0x0A } ?? false
    let bytes = (isTorn ? Data([0x0A]) : Data()) + line + [0x0A]
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    try FolderMaking.make(folder.joined(separator: "/"))
    let file = try opened(.writeOnly, [.append, .create])
    defer { try? file.close() }
    do { try file.writeAll(bytes) } catch { throw failure("cannot be written", error) }
  }

  /// The last bytes of the file, at most so many; of a device, none.
  /// - Throws: `Failure` where it cannot be read.
  package func tail(bytes limit: Int) throws -> Data {
    let file = try opened(.readOnly)
    defer { try? file.close() }
    guard !FileStatus.isDevice(path) else { return Data() }
    do {
      let size = try file.seek(offset: 0, from: .end)
      let count = min(Int(size), limit)
      return Data(
        try unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
          filled = try unsafe file.read(
            fromAbsoluteOffset: size - Int64(count), into: UnsafeMutableRawBufferPointer(buffer))
        })
    } catch {
      throw failure("cannot be read", error)
    }
  }

  /// Opens a file or a device; a pipe, where the other end may never come, is refused.
  private func opened(
    _ mode: FileDescriptor.AccessMode, _ options: FileDescriptor.OpenOptions = []
  ) throws -> FileDescriptor {
    let file: FileDescriptor
    do {
      file = try FileDescriptor.opened(
        path, mode, options.union(.nonBlocking), permissions: [.ownerReadWrite])
    } catch {
      throw failure("cannot be opened", error)
    }
    let type = try? file.stat().type
    guard type == .regular || type == .characterSpecial else {
      try? file.close()
      throw failure("cannot be used", type == .directory ? Errno.isDirectory : .illegalSeek)
    }
    return file
  }

  private func failure(_ what: String, _ error: any Error) -> Failure {
    Failure(path, "\(what) (\(error))", code: .file)
  }
}
