import Formats
import Tensors

/// Images of one shape as bytes, image by image: [count × channels × height × width].
///
/// Kept as uint8 (a quarter of the memory of floats) and scaled batch by batch. The bytes are an array
/// or a mapped file; a store may also be a selection of another one, whose bytes it shares.
public struct ImageStore: Sendable {
  /// How many images there are.
  public let count: Int
  /// 1 for grey, 3 for red, green, blue.
  public let channels: Int
  /// Rows of pixels.
  public let height: Int
  /// Pixels in a row.
  public let width: Int
  private let source: Source
  /// The place in the source of each image, where they are a selection.
  private let places: [Int]?

  private enum Source: Sendable {
    case array([UInt8])
    case file(MappedFile, Range<Int>)
  }

  /// A store of these bytes.
  /// - Parameter shape: channels, height, width.
  /// - Throws: `Failure` where the bytes are not `count` whole images.
  public init(_ bytes: [UInt8], count: Int, shape: [Int]) throws {
    try self.init(.array(bytes), size: bytes.count, count: count, shape: shape)
  }

  /// A store of the bytes of a file from `start` on, which stay there until they are looked at.
  /// - Throws: `Failure` where the file does not hold `count` whole images.
  package init(_ file: MappedFile, from start: Int, count: Int, shape: [Int]) throws {
    let size = SizeProduct.of([count] + shape) ?? .max
    let (end, overflow) = start.addingReportingOverflow(size)
    guard start >= 0, !overflow, end <= file.count else {
      throw Failure(
        file.path, "ends within its images", expected: "\(size) bytes from \(start) on",
        got: "\(file.count) in all")
    }
    try self.init(.file(file, start..<end), size: size, count: count, shape: shape)
  }

  private init(_ source: Source, size: Int, count: Int, shape: [Int]) throws {
    guard shape.count == 3, shape.allSatisfy({ $0 > 0 }) else {
      throw Failure(
        "images", "shape is not usable", expected: "channels, height, width", got: "\(shape)")
    }
    guard let expected = SizeProduct.of([count] + shape), expected == size else {
      throw Failure(
        "images",
        "bytes do not fill \(count) images of \(shape.map(String.init).joined(separator: "×"))",
        expected: SizeProduct.of([count] + shape).map { "\($0) bytes" },
        got: "\(size)")
    }
    self.count = count
    (channels, height, width) = (shape[0], shape[1], shape[2])
    self.source = source
    places = nil
  }

  private init(_ store: ImageStore, places: [Int]) {
    count = places.count
    (channels, height, width) = (store.channels, store.height, store.width)
    source = store.source
    self.places = places
  }

  /// Some of the images, in this order; no byte is copied.
  /// - Throws: `Failure` where there is no such image.
  public func selecting(_ ids: [Int]) throws -> ImageStore {
    try check(ids)
    return ImageStore(self, places: ids.map { place(of: $0) })
  }

  /// Channels, height, width.
  public var shape: [Int] { [channels, height, width] }

  /// Bytes of one image.
  public var stride: Int { channels * height * width }

  /// Whether the bytes lie in a file rather than in memory.
  public var isMapped: Bool { if case .file = source { true } else { false } }

  /// The bytes of all stored images; `place(of:)` says which are those of an id.
  func withBytes<Result>(_ body: (Span<UInt8>) throws -> Result) rethrows -> Result {
    switch source {
    case .array(let bytes): try body(bytes.span)
    case .file(let file, let range): try file.withBytes(range, body)
    }
  }

  /// Where the bytes of an image are among those of `withBytes`, counted in images.
  func place(of id: Int) -> Int { places?[id] ?? id }

  /// The bytes of one image, channel by channel.
  /// - Throws: `Failure` where there is no such image.
  public func image(_ id: Int) throws -> ArraySlice<UInt8> {
    try check([id])
    let place = place(of: id)
    let range = place * stride..<(place + 1) * stride
    switch source {
    case .array(let bytes): return bytes[range]
    case .file(let file, let all):
      return file.bytes(all.lowerBound + range.lowerBound..<all.lowerBound + range.upperBound)[...]
    }
  }

  /// Sum and sum of squares of each channel over some images, and their least and largest byte.
  /// - Throws: `Failure` where there is no such image.
  func summary(
    of ids: [Int]
  ) throws -> (totals: [(sum: Int, squares: Int)], least: UInt8, largest: UInt8) {
    try check(ids)
    var totals = [(sum: Int, squares: Int)](repeating: (0, 0), count: channels)
    var (least, largest) = (UInt8.max, UInt8.min)
    // In parts, as there may be a million.
    for start in Swift.stride(from: 0, to: ids.count, by: 1 << 16) {
      let some = ids[start..<min(start + 1 << 16, ids.count)].map { place(of: $0) }
      let sums = try withBytes { try ByteSums($0, rows: some, shape: shape) }
      for (channel, part) in try sums.totals(Array(some.indices)).enumerated() {
        totals[channel].sum += part.sum
        totals[channel].squares += part.squares
      }
      (least, largest) = (min(least, sums.least), max(largest, sums.largest))
    }
    return (totals, least, largest)
  }

  func check(_ ids: [Int]) throws {
    if let unknown = ids.first(where: { !(0..<count ~= $0) }) {
      throw Failure(
        "images", "no image \(index: unknown)", expected: "an id of \(indicesBelow: count)",
        code: .outOfRange)
    }
  }
}
