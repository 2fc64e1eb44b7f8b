import FoundationEssentials
import Glibc
import Tensors

/// A file to which whole records are added at the end, each by one write where the system takes it
/// whole, so that two programs that add to it at the same time do not tear each other's lines.
package struct AppendOnlyFile {
  package let path: String

  package init(path: String) { self.path = path }

  /// Adds a line; makes the file, private to its user, and its folder where missing.
  /// - Returns: whether all of it is in the file.
  package func append(line: Data) -> Bool {
    // A line that was torn by a crash must not take this one with it.
    let isTorn = tail(bytes: 1).map { !$0.isEmpty && $0.last != 0x0A } ?? false
    let bytes = (isTorn ? Data([0x0A]) : Data()) + line + [0x0A]
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    try? FileManager.default.createDirectory(
      atPath: folder.joined(separator: "/"), withIntermediateDirectories: true)
    let file = Retried.call {
      unsafe open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    }
    guard file >= 0 else { return false }
    defer { close(file) }
    return unsafe bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let wrote = Retried.call {
          unsafe Glibc.write(
            file, buffer.baseAddress.map { unsafe $0 + done }, buffer.count - done)
        }
        guard wrote > 0 else { return false }
        done += wrote
      }
      return true
    }
  }

  /// The last bytes of the file, at most so many; `nil` when it cannot be read.
  package func tail(bytes limit: Int) -> Data? {
    let file = Retried.call { unsafe open(path, O_RDONLY | O_CLOEXEC) }
    guard file >= 0 else { return nil }
    defer { close(file) }
    let size = Int(lseek(file, 0, SEEK_END))
    guard size >= 0 else { return nil }
    let count = min(size, limit)
    var buffer = [UInt8](repeating: 0, count: count)
    let got = unsafe buffer.withUnsafeMutableBytes { bytes in
      Retried.call { unsafe pread(file, bytes.baseAddress, count, off_t(size - count)) }
    }
    return got < 0 ? nil : Data(buffer.prefix(got))
  }
}
