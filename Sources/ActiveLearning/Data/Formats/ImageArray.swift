import Tensors

/// Pictures from an array of bytes: [n × h × w], [n × h × w × c] or [n × c × h × w], c being 1 or 3.
struct ImageArray {
  /// How many.
  let count: Int
  /// Channels, height, width.
  let shape: [Int]
  /// [n × c × h × w].
  let bytes: [UInt8]

  /// - Throws: `Failure` where the sizes are not those of pictures.
  init(_ array: NPYBytes, name: String) throws {
    let sizes = array.shape
    let isChannels = { (size: Int) in size == 1 || size == 3 }
    guard 3...4 ~= sizes.count, sizes.dropFirst().allSatisfy({ 1...8192 ~= $0 }),
      sizes.count == 3 || isChannels(sizes[3]) || isChannels(sizes[1])
    else {
      throw Failure(
        name, "is no array of pictures", expected: "[n, h, w], [n, h, w, 3] or [n, 3, h, w]",
        got: "\(sizes)")
    }
    count = sizes[0]
    if sizes.count == 3 {
      (shape, bytes) = ([1, sizes[1], sizes[2]], array.bytes)
    } else if isChannels(sizes[3]) {
      shape = [sizes[3], sizes[1], sizes[2]]
      bytes = Self.planar(array.bytes, pixels: sizes[1] * sizes[2], channels: sizes[3])
    } else {
      (shape, bytes) = (Array(sizes[1...]), array.bytes)
    }
  }

  /// The grey pictures of an idx file.
  init(_ file: IDXFile) throws {
    count = file.sizes[0]
    shape = [1] + file.sizes[1...]
    bytes = file.bytes
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
