import Tensors

/// What stands behind the images of a cache file, in memory: sections of numbers and names.
struct CacheTrailer: Sendable {
  let bytes: [UInt8]
  /// Where in the file they begin; sections say where they are in the file.
  let start: Int
  let path: String

  private var damage: Failure { Failure(path, "is no whole cache of images") }

  /// A stretch of the file.
  /// - Throws: `Failure` where it does not lie behind the images.
  func bytes(_ range: Range<Int>) throws -> ArraySlice<UInt8> {
    guard range.lowerBound >= start, range.upperBound - start <= bytes.count else { throw damage }
    return bytes[range.lowerBound - start..<range.upperBound - start]
  }

  /// The numbers of a section, at most as many as there are images.
  /// - Throws: `Failure` where it is not whole.
  func integers(_ section: CacheContents.Section, atMost limit: Int) throws -> [Int] {
    let width = section.width
    guard [1, 2, 4].contains(width), section.start >= start, 0...bytes.count ~= section.count,
      section.start - start <= bytes.count - width * section.count
    else { throw damage }
    let some = try bytes(section.start..<section.start + width * section.count)
    let span = some.span
    let numbers = (0..<section.count).map { Self.number(span, at: width * $0, width) }
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

  /// The names of a section; each is made when it is asked for.
  /// - Throws: `Failure` where it is not whole.
  func names(_ section: CacheContents.Section, folder: String) throws -> FileNames {
    let (size, overflow) = (section.count + 1).multipliedReportingOverflow(by: 8)
    guard section.count >= 0, !overflow, section.start >= start,
      section.start - start <= bytes.count - size
    else { throw damage }
    let first = section.start - start
    return FileNames(folder: folder, count: section.count) { id in
      let span = bytes.span
      let place = Self.number(span, at: first + 8 * id, 8) - start
      let end = Self.number(span, at: first + 8 * id + 8, 8) - start
      guard 0...max(0, end) ~= place, end <= bytes.count else { return "" }
      return String(decoding: bytes[place..<end], as: UTF8.self)
    }
  }

  private static func number(_ bytes: Span<UInt8>, at place: Int, _ size: Int) -> Int {
    guard place + size <= bytes.count else { return 0 }
    var value: UInt64 = 0
    for offset in 0..<size { value |= UInt64(bytes[place + offset]) << (8 * UInt64(offset)) }
    return Int(clamping: value)
  }
}
