import Glibc
import Tensors

/// The bytes of a file at any place, for several threads: read where it is plain, unpacked whole at
/// first where it is gzip.
package struct InputBytes: Sendable {
  /// Where it is.
  let path: String
  /// How many bytes there are, unpacked.
  package let count: Int
  private let source: Source

  private enum Source: Sendable {
    case plain(OpenFile)
    case unpacked([UInt8])
  }

  /// - Parameters:
  ///   - count: How many bytes there should be; nil: as many as there are.
  ///   - limit: The most that is unpacked into memory.
  /// - Throws: `Failure` where there are others, the file cannot be read, or its packing is damaged.
  package init(_ path: String, count wanted: Int? = nil, limit: Int = 1 << 33) throws {
    self.path = path
    let file = try OpenFile(path)
    if try file.bytes(0..<min(2, file.count)) == [0x1F, 0x8B] {
      let limit = min(limit, Tensor.memoryLimit)
      guard wanted ?? 0 <= limit, file.count <= limit else {
        throw Failure(
          path, "has no room in memory to be unpacked", expected: "it unpacked on the disk",
          got: "\(wanted ?? file.count) bytes")
      }
      let packed = try file.bytes(0..<file.count)
      let unpacked =
        try Deflate.gunzip(packed, size: wanted, limit: limit)
        ?? Self.inPieces(path, wanted, limit: limit)
      (source, count) = (.unpacked(unpacked), unpacked.count)
    } else {
      (source, count) = (.plain(file), file.count)
    }
    guard let wanted, wanted != count else { return }
    guard wanted < count else {
      throw Failure(path, "ends early", expected: "\(wanted) bytes", got: "\(count)")
    }
    throw Failure(path, "goes on after its end", expected: "\(wanted) bytes", got: "more")
  }

  /// Bytes that are in memory already, under a name for errors.
  package init(_ bytes: [UInt8], name: String) {
    (path, count, source) = (name, bytes.count, .unpacked(bytes))
  }

  /// What several members, or damage, make of a file.
  private static func inPieces(_ path: String, _ wanted: Int?, limit: Int) throws -> [UInt8] {
    var file = try InputFile(path)
    guard let wanted else { return try file.readAll(limit: limit) }
    let bytes = try file.read(wanted, ofTotal: wanted)
    try file.end(total: wanted)
    return bytes
  }

  /// Some of the bytes.
  /// - Throws: `Failure` where the file has become shorter, or cannot be read any more.
  package func bytes(_ range: Range<Int>) throws -> [UInt8] {
    switch source {
    case .plain(let file): return try file.bytes(range)
    case .unpacked(let bytes):
      guard range.lowerBound >= 0, range.upperBound <= count else {
        throw Failure(path, "ends early", expected: "\(range.upperBound) bytes", got: "\(count)")
      }
      return Array(bytes[range])
    }
  }

  /// An open file without a place of its own, so that threads may share it.
  private final class OpenFile: Sendable {
    let path: String
    let count: Int
    private let file: Int32

    init(_ path: String) throws {
      self.path = path
      file = Retried.call { unsafe open(path, O_RDONLY | O_CLOEXEC) }
      var status = stat()
      guard file >= 0 else {
        throw Failure(
          path, "cannot be opened (\(unsafe String(cString: strerror(errno))))", code: .file)
      }
      guard unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
        close(file)
        throw Failure(path, "is no file", code: .file)
      }
      count = Int(status.st_size)
    }

    deinit { close(file) }

    func bytes(_ range: Range<Int>) throws -> [UInt8] {
      var done = 0
      let result = unsafe [UInt8](unsafeUninitializedCapacity: range.count) { target, filled in
        while done < range.count {
          let got = unsafe pread(
            file, target.baseAddress.map { unsafe $0 + done }, range.count - done,
            off_t(range.lowerBound + done))
          if got < 0, errno == EINTR { continue }
          guard got > 0 else { break }
          done += got
        }
        filled = done
      }
      guard done == range.count else {
        throw Failure(
          path, "ends early", expected: "\(range.upperBound) bytes",
          got: "\(range.lowerBound + done)")
      }
      return result
    }
  }
}
