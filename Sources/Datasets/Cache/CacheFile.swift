import Formats
import FoundationEssentials
import Tensors

/// What stands in a cache file besides images.
///
/// The file: `CacheHead` in 4096 bytes, the images, classes, splits, names, digests of the images, and
/// the contents as JSON. Numbers are little-endian.
struct CacheContents: Codable {
  /// A stretch of the file.
  struct Section: Codable {
    let start: Int
    /// How many entries, of the kind that the section holds.
    let count: Int
    /// Bytes of each.
    let width: Int
    /// Whether they are pairs of a first number and how many follow one another from there.
    var areRuns = false
  }

  static let headSize = 4096

  /// What the images were made from, and how.
  let identity: String
  let stamp: SourceStamp
  let shape: [Int]
  let count: Int
  let labels: Section?
  let splits: [String: Section]
  /// `count` + 1 places of 8 bytes, then the names in UTF-8.
  let names: Section?
  /// The CRC-32 of each image.
  let digests: Section
  let folder: String?
  let classes: [String]
  /// What standardising on the split "train" means; nil where there is none.
  let normalisation: Scaling?
  let report: ReadingReport
}

/// A cache file that was opened: its images stay in the file.
struct CacheFile {
  let contents: CacheContents
  let images: ImageStore
  let labels: [Int]?
  let splits: [String: [Int]]
  let names: FileNames?

  /// - Throws: `Failure` where it is no cache file, or not whole.
  init(_ path: String) throws {
    let file = try ReadableFile(path)
    let damage = Failure(path, "is no whole cache of images")
    guard file.count >= CacheContents.headSize,
      let head = CacheHead(try file.bytes(0..<CacheContents.headSize)),
      head.trailer >= CacheContents.headSize, head.trailer <= head.contents.lowerBound,
      1...1 << 30 ~= head.contents.count, head.contents.upperBound <= file.count,
      CacheFlush.isTrusted(head)
    else { throw damage }
    let trailer = CacheTrailer(
      bytes: try file.bytes(head.trailer..<head.contents.upperBound), start: head.trailer,
      path: path)
    guard Deflate.checksum(trailer.bytes.span) == head.checksum,
      let contents = try? JSONDecoder().decode(
        CacheContents.self, from: Data(try trailer.bytes(head.contents)))
    else { throw damage }
    if !head.hasReachedDisk { CacheFlush.later(path) }
    self.contents = contents
    let digests = try trailer.integers(contents.digests, atMost: contents.count)
    guard contents.shape.count == 3, let stride = SizeProduct.of(contents.shape),
      digests.count == contents.count
    else { throw damage }
    images = try ImageStore(
      CacheImages(
        file, from: CacheContents.headSize, stride: stride,
        digests: digests.map { UInt32(truncatingIfNeeded: $0) }), shape: contents.shape)
    labels = try contents.labels.map { try trailer.integers($0, atMost: contents.count) }
    splits = try contents.splits.mapValues { try trailer.integers($0, atMost: contents.count) }
    names = try contents.names.map { section in
      guard section.count == contents.count else { throw damage }
      return try trailer.names(section, folder: contents.folder ?? "")
    }
  }
}
