import Formats
import Tensors

/// The images in a cache file: read when they are wanted, and compared with the digest that each was
/// written with.
///
/// A file that another program cuts off or overwrites meanwhile is noticed, and removed: it is made again
/// when the data set is opened the next time.
package final class CacheImages: Sendable {
  /// How many there are.
  package let count: Int
  /// Bytes of each.
  package let stride: Int
  private let file: ReadableFile
  private let start: Int
  /// The CRC-32 of each image's bytes.
  private let digests: [UInt32]
  /// Images of at most so many bytes are read by one call where they follow one another.
  private static let piece = 1 << 22

  /// Images of `stride` bytes each from `start` on.
  /// - Throws: `Failure` where the file does not hold them.
  package init(_ file: ReadableFile, from start: Int, stride: Int, digests: [UInt32]) throws {
    let size = SizeProduct.of([digests.count, stride]) ?? .max
    let (end, overflow) = start.addingReportingOverflow(size)
    guard stride > 0, start >= 0, !overflow, end <= file.count else {
      throw Failure(
        file.path, "ends within its images", expected: "\(size) bytes from \(start) on",
        got: "\(file.count) in all")
    }
    (self.file, self.start, self.stride, self.digests) = (file, start, stride, digests)
    count = digests.count
  }

  /// What an image is recognised by.
  static func digest(_ image: borrowing Span<UInt8>) -> UInt32 { Deflate.checksum(image) }

  /// The bytes of these images, one after the other.
  /// - Precondition: every place is below `count`.
  /// - Throws: `Failure` where the file has changed since it was written, or memory is missing.
  package func read(_ places: [Int]) throws -> [UInt8] {
    try Memory.require(Double(places.count) * Double(stride), for: "images")
    var bytes = [UInt8](repeating: 0, count: places.count * stride)
    var next = 0
    while next < places.count {
      let first = next
      repeat {
        next += 1
      } while next < places.count && places[next] == places[next - 1] + 1
        && (next - first) * stride < Self.piece
      let begin = start + places[first] * stride
      do {
        try file.read(
          begin..<begin + (next - first) * stride, into: &bytes, at: first * stride)
      } catch {
        throw changed(places[first])
      }
    }
    let span = bytes.span
    for (row, place) in places.enumerated()
    where Self.digest(span.extracting(row * stride..<(row + 1) * stride)) != digests[place] {
      throw changed(place)
    }
    return bytes
  }

  private func changed(_ place: Int) -> Failure {
    AtomicFile.remove(file.path)
    return Failure(
      file.path, "image \(index: place) of the cache is not as it was written",
      expected: "the data set to be opened again, which makes the file anew", code: .file)
  }
}
