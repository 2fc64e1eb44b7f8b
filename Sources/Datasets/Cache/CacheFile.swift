import Formats
import FoundationEssentials
import Tensors

/// What stands in a cache file besides images.
///
/// The file: `CacheHead` in 4096 bytes, the images, classes, splits, names, and the contents as
/// JSON. Numbers are little-endian.
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
  let folder: String?
  let classes: [String]
  /// What standardising on the split "train" means; nil where there is none.
  let normalisation: Scaling?
  let report: ReadingReport
}

/// A cache file that was opened: its images stay in the file, and names too.
struct CacheFile {
  let contents: CacheContents
  let images: ImageStore
  let labels: [Int]?
  let splits: [String: [Int]]
  let names: FileNames?

  /// - Throws: `Failure` where it is no cache file, or not whole.
  init(_ path: String) throws {
    let file = try MappedFile(path)
    guard let head = CacheHead(file.bytes(0..<CacheContents.headSize)),
      head.trailer >= CacheContents.headSize, head.trailer <= head.contents.lowerBound,
      1...1 << 30 ~= head.contents.count, head.contents.upperBound <= file.count,
      CacheFlush.isTrusted(head),
      file.withBytes(head.trailer..<head.contents.upperBound, { Deflate.checksum($0) })
        == head.checksum
    else { throw Failure(path, "is no whole cache of images") }
    if !head.hasReachedDisk { CacheFlush.later(path) }
    let json = Data(file.bytes(head.contents))
    guard let contents = try? JSONDecoder().decode(CacheContents.self, from: json) else {
      throw Failure(path, "is no whole cache of images")
    }
    self.contents = contents
    images = try Self.images(file, contents)
    labels = try contents.labels.map { try Self.integers(file, $0, atMost: contents.count) }
    splits = try contents.splits.mapValues {
      try Self.integers(file, $0, atMost: contents.count)
    }
    names = try Self.names(file, contents)
  }

  /// The images of a file with these contents.
  static func images(_ file: MappedFile, _ contents: CacheContents) throws -> ImageStore {
    try ImageStore(
      file, from: CacheContents.headSize, count: contents.count, shape: contents.shape)
  }

  /// The names of a file with these contents.
  static func names(_ file: MappedFile, _ contents: CacheContents) throws -> FileNames? {
    try contents.names.map { section in
      let (end, overflow) = (section.count + 1).multipliedReportingOverflow(by: 8)
      guard section.count == contents.count, !overflow, section.start <= file.count - end else {
        throw Failure(file.path, "is no whole cache of images")
      }
      return FileNames(folder: contents.folder ?? "", count: section.count) { id in
        let places = file.withBytes(section.start + 8 * id..<section.start + 8 * id + 16) {
          (number($0, at: 0, 8), number($0, at: 8, 8))
        }
        guard 0...places.1 ~= places.0, places.1 <= file.count else { return "" }
        return String(decoding: file.bytes(places.0..<places.1), as: UTF8.self)
      }
    }
  }

  /// The numbers of a section, at most as many as there are images.
  private static func integers(
    _ file: MappedFile, _ section: CacheContents.Section, atMost limit: Int
  ) throws -> [Int] {
    let damage = Failure(file.path, "is no whole cache of images")
    let width = section.width
    guard [1, 2, 4].contains(width), section.start >= 0, 0...file.count ~= section.count,
      section.start <= file.count - width * section.count
    else { throw damage }
    let numbers = file.withBytes(section.start..<section.start + width * section.count) { bytes in
      (0..<section.count).map { number(bytes, at: width * $0, width) }
    }
    guard section.areRuns else {
      guard numbers.count <= limit else { throw damage }
      return numbers
    }
    var result: [Int] = []
    for place in stride(from: 0, to: numbers.count - 1, by: 2) {
      guard numbers[place + 1] <= limit - result.count else { throw damage }
      result += numbers[place]..<numbers[place] + numbers[place + 1]
    }
    return result
  }

  private static func number(_ bytes: Span<UInt8>, at place: Int, _ size: Int) -> Int {
    guard place + size <= bytes.count else { return 0 }
    var value: UInt64 = 0
    for offset in 0..<size { value |= UInt64(bytes[place + offset]) << (8 * UInt64(offset)) }
    return Int(clamping: value)
  }
}
