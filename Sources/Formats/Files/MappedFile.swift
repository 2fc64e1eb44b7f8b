import Glibc
import Tensors

/// A file as memory: the system reads what is looked at, and forgets it again where memory is short.
///
/// Only for files that Crescent wrote itself and replaces whole: one that another program cuts off
/// while it is mapped would end the process.
@safe package final class MappedFile: @unchecked Sendable {
  /// Where it is.
  package let path: String
  /// Its bytes.
  package let count: Int
  // Never written after `init`, which is what makes sharing it between threads safe.
  private let start: UnsafeMutableRawPointer?

  /// - Throws: `Failure` where the file cannot be opened or mapped.
  package init(_ path: String) throws {
    let file = Retried.call { unsafe open(path, O_RDONLY | O_CLOEXEC) }
    guard file >= 0 else { throw Self.failure(path, "opened") }
    defer { close(file) }
    var status = stat()
    guard unsafe fstat(file, &status) == 0 else { throw Self.failure(path, "examined") }
    self.path = path
    count = Int(status.st_size)
    guard count > 0 else {
      unsafe start = nil
      return
    }
    let address = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, file, 0)
    guard unsafe address != MAP_FAILED else { throw Self.failure(path, "mapped") }
    unsafe start = unsafe address
  }

  deinit {
    if let start = unsafe start { unsafe munmap(start, count) }
  }

  /// Some of the bytes; ranges beyond the end are cut off.
  package func withBytes<Result>(
    _ range: Range<Int>, _ body: (Span<UInt8>) throws -> Result
  ) rethrows -> Result {
    let range = range.clamped(to: 0..<count)
    let bytes = unsafe UnsafeBufferPointer(
      start: start.map {
        unsafe UnsafePointer($0.assumingMemoryBound(to: UInt8.self)) + range.lowerBound
      }, count: range.count)
    return try body(unsafe bytes.span)
  }

  /// A copy of some of the bytes; ranges beyond the end are cut off.
  package func bytes(_ range: Range<Int>) -> [UInt8] {
    withBytes(range) { unsafe $0.withUnsafeBufferPointer { unsafe Array($0) } }
  }

  private static func failure(_ path: String, _ verb: String) -> Failure {
    Failure(path, "cannot be \(verb) (\(unsafe String(cString: strerror(errno))))", code: .file)
  }
}
