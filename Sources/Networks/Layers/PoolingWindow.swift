/// A square window that moves over images: what pooling layers have in common.
struct PoolingWindow: CustomStringConvertible {
  let size: Int, stride: Int, padding: Int

  /// Nil where the window does not fit, or is none.
  func outputShape(for shape: [Int]) -> [Int]? {
    guard shape.count == 3, 1...65_535 ~= size, 1...65_535 ~= stride, 0...size / 2 ~= padding,
      shape[1] >= size - 2 * padding, shape[2] >= size - 2 * padding
    else { return nil }
    return [shape[0]] + shape[1...].map { ($0 + 2 * padding - size) / stride + 1 }
  }

  var expectation: String { "c×h×w with h, w of at least \(size) with padding \(padding)" }

  var description: String {
    "\(size)×\(size)" + (stride == size ? "" : " stride \(stride)")
      + (padding == 0 ? "" : " padding \(padding)")
  }
}
