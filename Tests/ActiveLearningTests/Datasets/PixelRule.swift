/// The images of scripts/dev/golden-datasets.py, which follow a rule instead of being stored: image n,
/// channel c, row y, column x has (7 n + 31 c + 5 y + 3 x + x y) mod 256.
enum PixelRule {
  /// Some of the images, [count × channels × height × width].
  static func bytes(_ images: Range<Int>, channels: Int, height: Int, width: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    for n in images {
      for c in 0..<channels {
        for y in 0..<height {
          for x in 0..<width {
            let value: Int = 7 * n + 31 * c + 5 * y + 3 * x + x * y
            bytes.append(UInt8(truncatingIfNeeded: value))
          }
        }
      }
    }
    return bytes
  }
}
