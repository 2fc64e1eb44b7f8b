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
    case plain(ReadableFile)
    case unpacked([UInt8])
  }

  /// - Parameters:
  ///   - count: How many bytes there should be; nil: as many as there are.
  ///   - limit: The most that is unpacked into memory.
  /// - Throws: `Failure` where there are others, the file cannot be read, or its packing is damaged.
  package init(_ path: String, count wanted: Int? = nil, limit: Int = 1 << 33) throws {
    self.path = path
    let file = try ReadableFile(path)
    if try file.bytes(0..<min(2, file.count)) == [0x1F, 0x8B] {
      // The packed bytes are there at the same time.
      try Memory.require(Double(file.count) + Double(wanted ?? 0), for: path, "unpacked bytes")
      let packed = try file.bytes(0..<file.count)
      let unpacked =
        try Deflate.gunzip(packed, size: wanted, limit: limit, for: path)
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
}
