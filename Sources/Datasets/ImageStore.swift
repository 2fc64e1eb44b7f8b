import Formats
import Tensors

/// Images of one shape as bytes, image by image: [count × channels × height × width].
///
/// Kept as uint8 (a quarter of the memory of floats) and scaled batch by batch. The bytes are an array
/// or a file that is read as they are wanted; a store may also be a selection of another one, whose bytes
/// it shares.
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
    case file(CacheImages)
  }

  /// A store of these bytes.
  /// - Parameter shape: channels, height, width.
  /// - Throws: `Failure` where the bytes are not `count` whole images.
  public init(_ bytes: [UInt8], count: Int, shape: [Int]) throws {
    try self.init(.array(bytes), size: bytes.count, count: count, shape: shape)
  }

  /// A store of the images of a file, which stay there until they are looked at.
  /// - Throws: `Failure` where they are not of this shape.
  package init(_ images: CacheImages, shape: [Int]) throws {
    try self.init(
      .file(images), size: images.count * images.stride, count: images.count, shape: shape)
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
  public var isInFile: Bool { if case .file = source { true } else { false } }

  /// Where the bytes of an image are stored, counted in images: what `withPlaces` takes.
  func place(of id: Int) -> Int { places?[id] ?? id }

  /// The bytes of stored images, and where among them each is, counted in images: all of the store
  /// where they are in memory, else those that are asked for alone, each once.
  /// - Throws: `Failure` where the file has changed, or there is no memory for so many; what `body` throws.
  func withPlaces<Result>(
    _ places: [Int], _ body: (Span<UInt8>, _ rows: [Int]) throws -> Result
  ) throws -> Result {
    let (bytes, rows) = try stored(places)
    return try body(bytes.span, rows)
  }

  private func stored(_ places: [Int]) throws -> (bytes: [UInt8], rows: [Int]) {
    switch source {
    case .array(let bytes): return (bytes, places)
    case .file(let images):
      if zip(places, places.dropFirst()).allSatisfy({ $0 < $1 }) {
        return (try images.read(places), Array(places.indices))
      }
      // In the order of the file, which a disk reads fastest.
      let distinct = Set(places).sorted()
      let row = Dictionary(uniqueKeysWithValues: zip(distinct, distinct.indices))
      return (try images.read(distinct), places.map { row[$0] ?? 0 })
    }
  }

  /// The bytes of one image, channel by channel.
  /// - Throws: `Failure` where there is no such image, or its file has changed.
  public func image(_ id: Int) throws -> ArraySlice<UInt8> {
    try check([id])
    let place = place(of: id)
    switch source {
    case .array(let bytes): return bytes[place * stride..<(place + 1) * stride]
    case .file(let images): return try images.read([place])[...]
    }
  }

  /// Ids in pieces whose bytes are few enough to be read at once.
  func pieces(of ids: [Int]) -> [ArraySlice<Int>] {
    let size = isInFile ? max(1, min(1 << 16, (1 << 25) / stride)) : 1 << 16
    return Swift.stride(from: 0, to: ids.count, by: size).map {
      ids[$0..<min($0 + size, ids.count)]
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
    for some in pieces(of: ids) {
      let sums = try withPlaces(some.map { place(of: $0) }) {
        try ByteSums($0, rows: $1, shape: shape)
      }
      for (channel, part) in try sums.totals(Array(0..<some.count)).enumerated() {
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
