import Tensors

/// Pictures of one shape as bytes, image by image: [count × channels × height × width].
///
/// Kept as uint8 (a quarter of the memory of floats) and scaled batch by batch.
public struct ImageStore: Sendable {
  /// How many pictures there are.
  public let count: Int
  /// 1 for grey, 3 for red, green, blue.
  public let channels: Int
  /// Rows of pixels.
  public let height: Int
  /// Pixels in a row.
  public let width: Int
  let bytes: [UInt8]

  /// A store of these bytes.
  /// - Parameter shape: channels, height, width.
  /// - Throws: `Failure` where the bytes are not `count` whole pictures.
  public init(_ bytes: [UInt8], count: Int, shape: [Int]) throws {
    guard shape.count == 3, shape.allSatisfy({ $0 > 0 }) else {
      throw Failure(
        "images", "shape is not usable", expected: "channels, height, width", got: "\(shape)")
    }
    guard let expected = SizeProduct.of([count] + shape), expected == bytes.count else {
      throw Failure(
        "images",
        "bytes do not fill \(count) images of \(shape.map(String.init).joined(separator: "×"))",
        expected: SizeProduct.of([count] + shape).map { "\($0) bytes" },
        got: "\(bytes.count)")
    }
    self.count = count
    (channels, height, width) = (shape[0], shape[1], shape[2])
    self.bytes = bytes
  }

  /// Channels, height, width.
  public var shape: [Int] { [channels, height, width] }

  /// Bytes of one picture.
  public var stride: Int { channels * height * width }

  /// All bytes, picture after picture.
  public func withBytes<Result>(_ body: (Span<UInt8>) throws -> Result) rethrows -> Result {
    try body(bytes.span)
  }

  /// The bytes of one picture, channel by channel.
  /// - Throws: `Failure` where there is no such picture.
  public func image(_ id: Int) throws -> ArraySlice<UInt8> {
    try check([id])
    return bytes[id * stride..<(id + 1) * stride]
  }

  func check(_ ids: [Int]) throws {
    if let stranger = ids.first(where: { !(0..<count ~= $0) }) {
      throw Failure(
        "images", "no image \(stranger)", expected: "an id from 0 to \(count - 1)")
    }
  }
}
