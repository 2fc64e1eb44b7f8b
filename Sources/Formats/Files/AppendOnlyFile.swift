import FoundationEssentials
import Glibc
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
    let file = try opened(O_WRONLY | O_APPEND | O_CREAT)
    defer { close(file) }
    try unsafe bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let wrote = Retried.call {
          unsafe Glibc.write(
            file, buffer.baseAddress.map { unsafe $0 + done }, buffer.count - done)
        }
        guard wrote > 0 else { throw failure("cannot be written", errno) }
        done += wrote
      }
    }
  }

  /// The last bytes of the file, at most so many; of a device, none.
  /// - Throws: `Failure` where it cannot be read.
  package func tail(bytes limit: Int) throws -> Data {
    let file = try opened(O_RDONLY)
    defer { close(file) }
    guard !FileStatus.isDevice(path) else { return Data() }
    let size = Int(lseek(file, 0, SEEK_END))
    guard size >= 0 else { throw failure("cannot be read", errno) }
    let count = min(size, limit)
    var buffer = [UInt8](repeating: 0, count: count)
    let got = unsafe buffer.withUnsafeMutableBytes { bytes in
      Retried.call { unsafe pread(file, bytes.baseAddress, count, off_t(size - count)) }
    }
    guard got >= 0 else { throw failure("cannot be read", errno) }
    return Data(buffer.prefix(got))
  }

  /// Opens a file or a device; a pipe, where the other end may never come, is refused.
  private func opened(_ flags: Int32) throws -> Int32 {
    let file = Retried.call { unsafe open(path, flags | O_CLOEXEC | O_NONBLOCK, 0o600) }
    guard file >= 0 else { throw failure("cannot be opened", errno) }
    var status = stat()
    let isKnown = unsafe fstat(file, &status) == 0
    let kind = status.st_mode & S_IFMT
    guard isKnown, kind == S_IFREG || kind == S_IFCHR else {
      close(file)
      throw failure("cannot be used", kind == S_IFDIR ? EISDIR : ESPIPE)
    }
    return file
  }

  private func failure(_ what: String, _ code: Int32) -> Failure {
    Failure(path, "\(what) (\(unsafe String(cString: strerror(code))))", code: .file)
  }
}
