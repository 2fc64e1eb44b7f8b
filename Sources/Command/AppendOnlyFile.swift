import FoundationEssentials
import Glibc

/// A file to which whole records are added at the end, each by one write, so that two programs
/// that add to it at the same time do not tear each other's lines.
struct AppendOnlyFile {
  let path: String

  /// Adds a line; makes the file, private to its user, and its folder where missing.
  func append(line: Data) -> Bool {
    // A line that was torn by a crash must not take this one with it.
    let isTorn = tail(bytes: 1).map { !$0.isEmpty && $0.last != 0x0A } ?? false
    let bytes = (isTorn ? Data([0x0A]) : Data()) + line + [0x0A]
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    try? FileManager.default.createDirectory(
      atPath: folder.joined(separator: "/"), withIntermediateDirectories: true)
    let file = unsafe open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { return false }
    defer { close(file) }
    let written = unsafe bytes.withUnsafeBytes {
      unsafe Glibc.write(file, $0.baseAddress, $0.count)
    }
    return written == bytes.count
  }

  /// The last bytes of the file, at most so many; `nil` when it cannot be read.
  func tail(bytes limit: Int) -> Data? {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    let size = Int(lseek(file, 0, SEEK_END))
    guard size >= 0 else { return nil }
    let count = min(size, limit)
    var buffer = [UInt8](repeating: 0, count: count)
    let got = unsafe buffer.withUnsafeMutableBytes {
      unsafe pread(file, $0.baseAddress, count, off_t(size - count))
    }
    return got < 0 ? nil : Data(buffer.prefix(got))
  }
}
