/// The pictures of scripts/dev/golden-datasets.py, which follow a rule instead of being stored: image n,
/// channel c, row y, column x has (7 n + 31 c + 5 y + 3 x + x y) mod 256.
enum PixelRule {
  /// Images from `first` on, [count × channels × height × width].
  static func bytes(
    _ images: Range<Int>, channels: Int, height: Int, width: Int
  ) -> [UInt8] {
    images.flatMap { n in
      (0..<channels).flatMap { c in
        (0..<height).flatMap { y in
          (0..<width).map { x in
            UInt8(truncatingIfNeeded: 7 * n + 31 * c + 5 * y + 3 * x + x * y)
          }
        }
      }
    }
  }
}
