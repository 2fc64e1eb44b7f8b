import Formats
import FoundationEssentials
import Tensors

/// Writes a cache file, images first; it gets its name when all of it is there.
final class CacheWriter {
  /// What threads write to, each at a place of its own.
  let target: NewFile
  private var position = CacheContents.headSize
  /// Of everything behind the images, from the first section on.
  private var trailer: (start: Int, checksum: UInt32)?

  /// - Throws: `Failure` where the folder cannot be made or written to.
  init(_ path: String) throws {
    target = try NewFile(
      path, expecting: "room for the decoded images: CRESCENT_CACHE names the folder")
  }

  /// Room for so many bytes, which others write; where it begins. Much room is asked of the system at
  /// once: writing there is a third faster, and a full disk shows before any work is done.
  /// - Throws: `Failure` where there is not so much.
  func reserve(_ count: Int) throws -> Int {
    if count >= 1 << 20 { try target.reserve(position..<position + count) }
    defer { position += count }
    return position
  }

  /// Adds bytes.
  /// - Throws: `Failure` where they cannot be written, such as on a full disk.
  func write(_ bytes: [UInt8]) throws {
    try target.write(bytes, at: try reserve(bytes.count))
    if let (start, checksum) = trailer {
      trailer = (start, Deflate.checksum(bytes.span, after: checksum))
    }
  }

  /// What is written from now on is proven by a checksum.
  private func beginTrailer() {
    if trailer == nil { trailer = (position, 0) }
  }

  /// Adds whole numbers from 0 on, as runs where most follow their neighbours.
  func section(_ numbers: [Int]) throws -> CacheContents.Section {
    beginTrailer()
    var count = numbers.isEmpty ? 0 : 1
    for place in numbers.indices.dropFirst() where numbers[place] != numbers[place - 1] + 1 {
      count += 1
    }
    let areRuns = 2 * count < numbers.count
    let written = areRuns ? Self.runs(numbers) : numbers
    let most = written.max() ?? 0
    let width = most < 1 << 8 ? 1 : most < 1 << 16 ? 2 : 4
    let start = position
    try write(Self.bytes(written, width))
    return CacheContents.Section(
      start: start, count: written.count, width: width, areRuns: areRuns)
  }

  /// First numbers and how many follow one another from there.
  private static func runs(_ numbers: [Int]) -> [Int] {
    var runs: [Int] = []
    for (place, number) in numbers.enumerated() {
      if place > 0, number == numbers[place - 1] + 1 {
        runs[runs.count - 1] += 1
      } else {
        runs.append(number)
        runs.append(1)
      }
    }
    return runs
  }

  /// Adds names: their places, then their text.
  func section(_ names: [String]) throws -> CacheContents.Section {
    beginTrailer()
    let start = position
    var places = [start + 8 * (names.count + 1)]
    var text: [UInt8] = []
    for name in names {
      text += name.utf8
      places.append(places[places.count - 1] + name.utf8.count)
    }
    try write(Self.bytes(places, 8))
    try write(text)
    return CacheContents.Section(start: start, count: names.count, width: 8)
  }

  /// Writes contents and head, and gives the file its name; it reaches the disk in its own time.
  func finish(_ contents: CacheContents) throws {
    beginTrailer()
    let start = position
    let json = Array(try JSONEncoder().encode(contents))
    try write(json)
    var head = CacheHead(contents: start..<position)
    if let trailer { (head.trailer, head.checksum) = trailer }
    head.boot = CacheFlush.boot
    try target.write(head.bytes, at: 0)
    // Where it cannot be told whether the machine has been started anew, the disk is waited for.
    try target.finish(flushing: head.boot == nil)
    CacheFlush.later(target.path)
  }

  /// Whole numbers in so many bytes each, the lowest first.
  private static func bytes(_ numbers: [Int], _ width: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: width * numbers.count)
    for (place, number) in numbers.enumerated() {
      for offset in 0..<width {
        bytes[width * place + offset] = UInt8(truncatingIfNeeded: number >> (8 * offset))
      }
    }
    return bytes
  }
}
