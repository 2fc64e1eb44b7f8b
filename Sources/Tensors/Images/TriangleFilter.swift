import CKernels

/// How a line of pixels becomes one of another length: each new pixel is a weighted mean of old ones, the
/// weights a triangle around its place, as wide as a pixel of the larger of the two images.
/// - Source: the bilinear filter with antialiasing of Pillow and PyTorch's `interpolate`.
package struct TriangleFilter {
  /// Of each new pixel: the first old one, and the weights from there on, which sum to 1.
  package let taps: [(first: Int, weights: [Double])]

  /// The filter from `old` pixels to `new`, both at least 1.
  package init(from old: Int, to new: Int) {
    let width = Int(ck_triangle_taps(0, Double(old), Int64(new)))
    var (first, count) = ([Int64](repeating: 0, count: new), [Int64](repeating: 0, count: new))
    var weights = [Double](repeating: 0, count: new * width)
    unsafe ck_triangle_filter(
      Int64(old), 0, Double(old), Int64(new), &first, &count, &weights)
    taps = first.indices.map { place in
      let start = place * width
      return (Int(first[place]), Array(weights[start..<start + Int(count[place])]))
    }
  }
}
