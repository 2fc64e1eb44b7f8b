import Tensors

/// Where a reader puts its images, one after another: memory at first, and the cache's file as soon
/// as they are many, so that a data set may be larger than memory.
final class ImageSink {
  /// Beyond this many bytes the cache is used.
  static let limit = 4 << 20
  /// Bytes of images that are made at a time, which stay in a core's own cache until they are written.
  private static let piece = 1 << 19
  /// So many of these at a time that an interruption is soon obeyed.
  private static let pieces = 256

  private(set) var shape: [Int]?
  private(set) var count = 0
  private var bytes: [UInt8] = []
  private var sums: ByteSums?
  /// The digest of each image, by which the cache recognises it.
  private(set) var digests: [UInt32] = []
  private var writer: CacheWriter?
  /// Makes the file when it is needed; nil where there is no cache.
  private let makeWriter: (() throws -> CacheWriter)?
  /// What went wrong with the cache, for the report: the images are then kept in memory.
  private(set) var complaint: String?
  /// Asked between pieces whether to go on.
  let monitor: Monitor

  init(monitor: Monitor, makeWriter: (() throws -> CacheWriter)? = nil) {
    self.monitor = monitor
    self.makeWriter = makeWriter
  }

  /// Adds whole images.
  /// - Throws: `Failure` where they have another shape than those before, or memory will not do.
  func append(_ images: [UInt8], shape: [Int]) throws {
    guard let stride = SizeProduct.of(shape), stride > 0, images.count % stride == 0 else {
      throw Failure(
        "images", "are not whole", expected: "\(shape) bytes each", got: "\(images.count)")
    }
    // An array that has to grow takes twice what it had.
    try take(shape, bytes: images.count, atLeast: 2 * bytes.capacity)
    add(try ByteSums(images.span, shape: shape))
    digests += Self.digests(images, stride: stride)
    count += images.count / stride
    if let writer {
      try writer.write(images)
    } else if bytes.isEmpty {
      bytes = images
    } else {
      bytes += images
    }
  }

  /// Adds images that are made piece by piece, by all threads at once.
  /// - Parameter make: the images of a range, and what else is learned of them.
  /// - Returns: what else was learned, in order.
  /// - Throws: `Failure` of the first piece that could not be made, or as the other `append`.
  @discardableResult func append<Extra: Sendable>(
    _ count: Int, shape: [Int],
    make: @escaping @Sendable (Range<Int>) throws -> (images: [UInt8], extra: Extra)
  ) throws -> [Extra] {
    guard let stride = SizeProduct.of(shape), stride > 0,
      let total = SizeProduct.of([count, stride])
    else { throw Failure("images", "are too many", got: "\(count) of \(shape)") }
    try take(shape, bytes: total, made: min(total, Self.pieces * max(Self.piece, stride)))
    let target = try writer.map { ($0.target, try $0.reserve(total)) }
    let size = max(1, Self.piece / stride)
    let pieces = Swift.stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
    var extras: [Extra] = []
    if writer == nil { bytes.reserveCapacity(bytes.count + total) }
    for start in Swift.stride(from: 0, to: pieces.count, by: Self.pieces) {
      try monitor.checkpoint()
      let some = Array(pieces[start..<min(start + Self.pieces, pieces.count)])
      let made = Parallel.map(some.count) { number in
        Result { () throws -> Piece<Extra> in
          let (images, extra) = try make(some[number])
          guard images.count == some[number].count * stride else {
            throw Failure("images", "are not whole")
          }
          let sums = try ByteSums(images.span, shape: shape)
          let digests = Self.digests(images, stride: stride)
          guard let (file, start) = target else {
            return Piece(images: images, extra: extra, sums: sums, digests: digests)
          }
          try file.write(images, at: start + some[number].lowerBound * stride)
          return Piece(images: [], extra: extra, sums: sums, digests: digests)
        }
      }
      for result in made {
        let piece = try result.get()
        bytes += piece.images
        extras.append(piece.extra)
        add(piece.sums)
        digests += piece.digests
      }
    }
    self.count += count
    return extras
  }

  /// What is made at a time.
  private struct Piece<Extra: Sendable>: Sendable {
    let images: [UInt8]
    let extra: Extra
    let sums: ByteSums
    let digests: [UInt32]
  }

  private static func digests(_ images: [UInt8], stride: Int) -> [UInt32] {
    let bytes = images.span
    return Swift.stride(from: 0, to: bytes.count, by: stride).map {
      CacheImages.digest(bytes.extracting($0..<$0 + stride))
    }
  }

  /// Makes sure that so many bytes of this shape have a place, in memory or in the cache's file.
  /// - Parameters:
  ///   - least: the smallest array that can hold them, where those that are there do not suffice.
  ///   - made: bytes that stand beside it meanwhile.
  private func take(
    _ shape: [Int], bytes added: Int, atLeast least: Int = 0, made: Int = 0
  ) throws {
    guard self.shape == nil || self.shape == shape else {
      throw Failure(
        "images", "have another shape than those before", expected: "\(self.shape ?? shape)",
        got: "\(shape)")
    }
    self.shape = shape
    guard writer == nil else { return }
    let total = bytes.count + added
    if total > Self.limit, let makeWriter, complaint == nil {
      do {
        let writer = try makeWriter()
        try writer.write(bytes)
        self.writer = writer
        bytes = []
        return
      } catch let failure as Failure {
        complaint = "not kept in the cache: \(failure)"
      }
    }
    // What is there already may have to be moved.
    let array = total <= bytes.capacity ? 0 : Double(max(total, least))
    try Memory.require(
      array + Double(made), for: "images", help: "CRESCENT_CACHE names a folder with room for them")
  }

  private func add(_ some: ByteSums) {
    if sums == nil { sums = some } else { sums?.append(some) }
  }

  /// What standardising by these images means; nil where there are none.
  func scaling(of ids: [Int], maximum: Int) throws -> Scaling? {
    guard let sums, let shape, !ids.isEmpty else { return nil }
    return Scaling(
      totals: try sums.totals(ids), count: ids.count * shape[1] * shape[2], maximum: maximum)
  }

  /// The images that came, and the writer of the file that they are in, which wants its trailer.
  func finish() throws -> (shape: [Int], bytes: [UInt8], writer: CacheWriter?) {
    guard let shape, count > 0 else { throw Failure("images", "there are none") }
    return (shape, bytes, writer)
  }
}
