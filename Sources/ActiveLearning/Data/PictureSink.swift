import Tensors

/// Where a reader puts its pictures, one after another: memory at first, and the cache's file as soon
/// as they are many, so that a data set may be larger than memory.
final class PictureSink {
  /// Beyond this many bytes the cache is used.
  static let limit = 4 << 20

  private(set) var shape: [Int]?
  private(set) var count = 0
  private var bytes: [UInt8] = []
  private var writer: CacheWriter?
  /// Makes the file when it is needed; nil where there is no cache.
  private let makeWriter: (() throws -> CacheWriter)?
  /// What went wrong with the cache, for the report: the pictures are then kept in memory.
  private(set) var complaint: String?

  init(makeWriter: (() throws -> CacheWriter)? = nil) {
    self.makeWriter = makeWriter
  }

  /// Adds whole pictures.
  /// - Throws: `Failure` where they have another shape than those before, or memory will not do.
  func append(_ pictures: [UInt8], shape: [Int]) throws {
    guard let stride = SizeProduct.of(shape), stride > 0, pictures.count % stride == 0,
      self.shape == nil || self.shape == shape
    else {
      throw Failure(
        "images", "have another shape than those before", expected: "\(self.shape ?? shape)",
        got: "\(shape)")
    }
    self.shape = shape
    count += pictures.count / stride
    if let writer {
      try writer.write(pictures)
      return
    }
    if bytes.isEmpty { bytes = pictures } else { bytes += pictures }
    if bytes.count > Self.limit, let makeWriter, complaint == nil {
      do {
        let writer = try makeWriter()
        try writer.write(bytes)
        self.writer = writer
        bytes = []
      } catch let failure as Failure {
        complaint = "not kept in the cache: \(failure)"
      }
    }
    guard Tensor.fits([bytes.count / 4]) else {
      throw Failure(
        "images", "do not fit into memory",
        expected: "CRESCENT_CACHE to name a folder with room for them")
    }
  }

  /// The pictures that came, and the writer of the file that they are in, which wants its trailer.
  func finish() throws -> (shape: [Int], bytes: [UInt8], writer: CacheWriter?) {
    guard let shape, count > 0 else { throw Failure("images", "there are none") }
    return (shape, bytes, writer)
  }
}
