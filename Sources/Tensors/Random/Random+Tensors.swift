extension Random {
  /// A tensor of standard normal numbers, one word each, in row-major order.
  /// - Throws: `Failure` where the shape is not usable.
  public mutating func normal(shape: [Int]) throws -> Tensor {
    var tensor = Tensor.zeros(shape)
    tensor.withMutableValues { for place in $0.indices { $0[place] = normal() } }
    return tensor
  }

  /// A tensor of uniform numbers in `range`, one word each, in row-major order.
  public mutating func uniform(shape: [Int], in range: Range<Float>) -> Tensor {
    var tensor = Tensor.zeros(shape)
    tensor.withMutableValues { for place in $0.indices { $0[place] = uniform(in: range) } }
    return tensor
  }
}
