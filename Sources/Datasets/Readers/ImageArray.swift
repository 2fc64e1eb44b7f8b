import Formats
import Tensors

/// Images from an array of bytes: [n × h × w], [n × h × w × c] or [n × c × h × w], c being 1 or 3.
struct ImageArray {
  /// How many.
  let count: Int
  /// Channels, height, width.
  let shape: [Int]
  /// The images of a range, [range × c × h × w].
  let images: @Sendable (Range<Int>) throws -> [UInt8]

  /// The array of an `.npy` file.
  /// - Throws: `Failure` where its sizes are not those of images.
  init(npy file: InputBytes, name: String) throws {
    let head = try file.bytes(0..<min(file.count, 1 << 17))
    let layout = try NPYLayout(head, count: file.count, name: name)
    try self.init(file, from: layout.start, sizes: layout.shape, name: name)
  }

  /// Bytes in memory, row-major.
  /// - Throws: `Failure` where their sizes are not those of images.
  init(_ bytes: [UInt8], sizes: [Int], name: String) throws {
    try self.init(InputBytes(bytes, name: name), from: 0, sizes: sizes, name: name)
  }

  private init(_ file: InputBytes, from start: Int, sizes: [Int], name: String) throws {
    let isChannels = { (size: Int) in size == 1 || size == 3 }
    guard 3...4 ~= sizes.count, sizes.dropFirst().allSatisfy({ 1...8192 ~= $0 }),
      sizes.count == 3 || isChannels(sizes[3]) || isChannels(sizes[1])
    else {
      throw Failure(
        name, "is no array of images", expected: "[n, h, w], [n, h, w, 3] or [n, 3, h, w]",
        got: "\(sizes)")
    }
    let isInterleaved = sizes.count == 4 && isChannels(sizes[3])
    let shape =
      sizes.count == 3
      ? [1] + sizes[1...] : isInterleaved ? [sizes[3], sizes[1], sizes[2]] : Array(sizes[1...])
    self.init(
      file, from: start, count: sizes[0], shape: shape, isInterleaved: isInterleaved)
  }

  /// The grey images of an idx file.
  /// - Throws: `Failure` where it is none, or not whole.
  init(idx path: String) throws {
    let header = try IDXHeader(path: path, rank: 3)
    self.init(
      try InputBytes(path, count: header.total), from: header.start, count: header.sizes[0],
      shape: [1] + header.sizes[1...], isInterleaved: false)
  }

  private init(
    _ file: InputBytes, from start: Int, count: Int, shape: [Int], isInterleaved: Bool
  ) {
    (self.count, self.shape) = (count, shape)
    let stride = shape.reduce(1, *)
    images = { range in
      let bytes = try file.bytes(
        start + range.lowerBound * stride..<start + range.upperBound * stride)
      return isInterleaved && shape[0] > 1
        ? Self.planar(bytes, pixels: shape[1] * shape[2], channels: shape[0]) : bytes
    }
  }

  /// Puts them behind those that are in a sink already.
  func append(to sink: ImageSink) throws {
    try sink.append(count, shape: shape) { (try images($0), ()) }
  }

  /// Whole numbers, one per row; further axes must have size 1.
  /// - Throws: `Failure` where they are none.
  static func labels(_ file: [UInt8], name: String) throws -> [Int] {
    let array = try NPYFile(file, name: name)
    guard let rows = array.shape.first, array.values.count == rows else {
      throw Failure(name, "is no list of classes", expected: "[n] or [n, 1]", got: "\(array.shape)")
    }
    return try array.values.map { value in
      guard let label = Int(exactly: value), label >= 0 else {
        throw Failure(name, "holds what is no class", expected: "0, 1, …", got: "\(value)")
      }
      return label
    }
  }

  /// Interleaved channels, put one after another.
  private static func planar(_ bytes: [UInt8], pixels: Int, channels: Int) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: bytes.count)
    let source = bytes.span
    var target = result.mutableSpan
    for start in stride(from: 0, to: bytes.count, by: pixels * channels) {
      for channel in 0..<channels {
        for pixel in 0..<pixels {
          target[start + channel * pixels + pixel] = source[start + pixel * channels + channel]
        }
      }
    }
    return result
  }
}
