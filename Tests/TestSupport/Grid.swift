import Tensors

/// Reproducible values on a grid: multiples of 1/8 in [−1, 1], plus an offset.
///
/// Sums of products of such values are exact in single precision and keep a known distance from the
/// kinks of ReLU where the offset of one operand is not on the grid.
public func grid(_ shape: [Int], seed: UInt64 = 1, offset: Float = 0, scale: Float = 1) throws
  -> Tensor
{
  var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
  var result = try Tensor.zeros(shape)
  try result.withMutableValues { values in
    for i in values.indices {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      values[i] = (Float(state >> 60) - 8 + (state >> 59 & 1 == 1 ? 1 : 0)) / 8 * scale + offset
    }
  }
  return result
}

/// Values that are all different and at least 1/8 apart, in a scrambled order.
public func distinct(_ shape: [Int]) throws -> Tensor {
  var result = try Tensor.zeros(shape)
  let count = result.count
  let factor = [7, 11, 13, 17, 19].first { count % $0 != 0 } ?? 23
  try result.withMutableValues { values in
    for i in values.indices { values[i] = Float((i * factor) % count - count / 2) / 8 }
  }
  return result
}
