extension Random {
  /// A tensor of standard normal numbers, one word each, in row-major order.
  /// - Throws: `Failure` where the shape is not usable.
  public mutating func normal(shape: [Int]) throws -> Tensor {
    try filled(shape) { $0.normal() }
  }

  /// A tensor of uniform numbers in `range`, one word each, in row-major order.
  /// - Throws: `Failure` where the shape is not usable.
  public mutating func uniform(shape: [Int], in range: Range<Float> = 0..<1) throws -> Tensor {
    try filled(shape) { $0.uniform(in: range) }
  }

  private mutating func filled(
    _ shape: [Int], draw: (inout Random) -> Float
  ) throws -> Tensor {
    // A bound on memory that no mistyped size gets past: 2^40 floats are 4 TiB.
    guard let count = SizeProduct.of(shape), count <= 1 << 40 else {
      throw Failure("random tensor", "shape is not usable", got: "\(shape)")
    }
    var tensor = try Tensor(unset: shape)
    try tensor.withMutableValues { values in
      for start in stride(from: 0, to: count, by: 1 << 22) {
        try StopRequest.poll()
        for place in start..<min(count, start + (1 << 22)) { values[place] = draw(&self) }
      }
    }
    return tensor
  }
}
