import FoundationEssentials
import Tensors

/// What stands in a cache file besides pictures.
///
/// The file: a head of 4096 bytes (`CRESCENT IMAGES 1`; from 32 on place and length of the contents, the
/// place behind the pictures, and from 64 on the SHA-256 of all behind it), the pictures, classes and
/// splits as int32, names, and the contents as JSON. Numbers are little-endian.
struct CacheContents: Codable {
  /// A stretch of the file.
  struct Section: Codable {
    let start: Int
    /// How many entries, of the kind that the section holds.
    let count: Int
  }

  static let magic = Array("CRESCENT IMAGES 1\n".utf8)
  static let headSize = 4096

  /// What the pictures were made from, and how.
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
  let report: ReadingReport
}

/// A cache file that was opened: its pictures stay in the file, and names too.
struct CacheFile {
  let contents: CacheContents
  let images: ImageStore
  let labels: [Int]?
  let splits: [String: [Int]]
  let names: FileNames?

  /// - Throws: `Failure` where it is no cache file, or not whole.
  init(_ path: String) throws {
    let file = try MappedFile(path)
    let head = CacheContents.headSize
    let (start, length, trailer, digest) = file.withBytes(0..<head) {
      bytes -> (Int, Int, Int, String) in
      let isOurs =
        bytes.count == head
        && CacheContents.magic.indices.allSatisfy { bytes[$0] == CacheContents.magic[$0] }
      guard isOurs else { return (0, 0, 0, "") }
      return (
        Self.number(bytes, at: 32, 8), Self.number(bytes, at: 40, 8),
        Self.number(bytes, at: 48, 8),
        String(decoding: (64..<128).map { bytes[$0] }, as: UTF8.self)
      )
    }
    guard trailer >= head, trailer <= start, length > 0, length <= 1 << 30,
      start <= file.count - length,
      file.withBytes(
        trailer..<start + length,
        {
          var sum = SHA256()
          sum.update($0)
          return sum.finish()
        }) == digest
    else { throw Failure(path, "is no whole cache of pictures") }
    let json = file.withBytes(start..<start + length) { bytes in
      Data((0..<bytes.count).map { bytes[$0] })
    }
    guard let contents = try? JSONDecoder().decode(CacheContents.self, from: json) else {
      throw Failure(path, "is no whole cache of pictures")
    }
    self.contents = contents
    images = try ImageStore(file, from: head, count: contents.count, shape: contents.shape)
    labels = try contents.labels.map { try Self.integers(file, $0) }
    splits = try contents.splits.mapValues { try Self.integers(file, $0) }
    names = try contents.names.map { section in
      let (end, overflow) = (section.count + 1).multipliedReportingOverflow(by: 8)
      guard section.count == contents.count, !overflow, section.start <= file.count - end else {
        throw Failure(path, "is no whole cache of pictures")
      }
      return FileNames(folder: contents.folder ?? "", count: section.count) { id in
        let places = file.withBytes(section.start + 8 * id..<section.start + 8 * id + 16) {
          (Self.number($0, at: 0, 8), Self.number($0, at: 8, 8))
        }
        guard 0...places.1 ~= places.0, places.1 <= file.count else { return "" }
        return file.withBytes(places.0..<places.1) { bytes in
          String(decoding: (0..<bytes.count).map { bytes[$0] }, as: UTF8.self)
        }
      }
    }
  }

  private static func integers(
    _ file: MappedFile, _ section: CacheContents.Section
  ) throws -> [Int] {
    guard section.start >= 0, 0...file.count ~= section.count,
      section.start <= file.count - 4 * section.count
    else { throw Failure(file.path, "is no whole cache of pictures") }
    return file.withBytes(section.start..<section.start + 4 * section.count) { bytes in
      (0..<section.count).map { Int(Int32(truncatingIfNeeded: number(bytes, at: 4 * $0, 4))) }
    }
  }

  private static func number(_ bytes: Span<UInt8>, at place: Int, _ size: Int) -> Int {
    guard place + size <= bytes.count else { return 0 }
    var value: UInt64 = 0
    for offset in 0..<size { value |= UInt64(bytes[place + offset]) << (8 * UInt64(offset)) }
    return Int(clamping: value)
  }
}
