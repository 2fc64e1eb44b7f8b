import Tensors

/// What an idx file of bytes says of itself.
/// - Source: Y. LeCun, "The MNIST database", file formats.
package struct IDXHeader {
  /// The sizes: [images, rows, columns] or [labels].
  package let sizes: [Int]
  /// Where the values begin.
  package let start: Int
  /// Bytes of the whole file.
  package let total: Int

  /// - Throws: `Failure` where it is no idx file of bytes and this rank, or ends within its head.
  package init(path: String, rank: Int) throws {
    var file = try InputFile(path)
    let start = 4 + 4 * rank
    let magic = try file.read(4, ofTotal: start)
    guard magic[0] == 0, magic[1] == 0, 1...8 ~= magic[3] else {
      throw Failure(
        path, "is no idx file", expected: "it to begin with 0 0 8 \(rank)",
        got: magic.map(String.init).joined(separator: " "))
    }
    guard magic[2] == 8 else {
      throw Failure(
        path, "idx values are of another type", expected: "unsigned bytes (8)", got: "\(magic[2])")
    }
    guard magic[3] == rank else {
      throw Failure(path, "idx rank", expected: "\(rank) sizes", got: "\(magic[3])")
    }
    let header = try file.read(4 * rank, ofTotal: start)
    let sizes = (0..<rank).map { place in
      header[4 * place..<4 * place + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    let (total, tooLarge) = (SizeProduct.of(sizes) ?? .max).addingReportingOverflow(start)
    guard !tooLarge else {
      throw Failure(path, "idx sizes \(sizes) are more than a file can hold")
    }
    (self.sizes, self.start, self.total) = (sizes, start, total)
  }
}

/// An idx file of bytes, as MNIST is published: sizes, then the values in row-major order.
package struct IDXFile: Equatable {
  /// The sizes: [images, rows, columns] or [labels].
  package let sizes: [Int]
  /// The values.
  package let bytes: [UInt8]

  /// Reads a file, packed by gzip or not.
  /// - Throws: `Failure` where it is no idx file of bytes and this rank, ends early, or goes on.
  package init(path: String, rank: Int) throws {
    let header = try IDXHeader(path: path, rank: rank)
    sizes = header.sizes
    bytes = try InputBytes(path, count: header.total).bytes(header.start..<header.total)
  }
}
