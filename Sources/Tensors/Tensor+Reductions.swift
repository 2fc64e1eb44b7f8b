import CKernels

extension Tensor {
  private func axisSizes(
    _ operation: String, _ axis: Int
  ) throws -> (outer: Int64, axis: Int64, inner: Int64, shape: [Int]) {
    guard shape.indices.contains(axis), shape[axis] > 0 else {
      throw Failure(operation, "no axis \(axis), or an empty one", got: "\(shape)")
    }
    var rest = shape
    rest.remove(at: axis)
    return (
      Int64(shape[..<axis].reduce(1, *)), Int64(shape[axis]),
      Int64(shape[(axis + 1)...].reduce(1, *)), rest
    )
  }

  private func total(_ name: String, factor: Float) throws -> Tensor {
    let sum = try detached().plain().plainSum(name) * Double(factor)
    let before = shape
    return try Tape.record(Tensor(Float(sum)), of: name, from: [self]) { gradient in
      [try Tensor(repeating: gradient.item() * factor, shape: before)]
    }
  }

  /// The sum of row-major elements, in double precision.
  func plainSum(_ name: String) throws -> Double {
    var sum = 0.0
    try Tensor.check(unsafe ck_sum(storage.pointer, Int64(count), &sum), for: name)
    return sum
  }

  /// The sum of all elements, a scalar.
  public func sum() throws -> Tensor { try total("sum", factor: 1) }

  /// The mean of all elements, a scalar.
  public func mean() throws -> Tensor {
    guard count > 0 else { throw Failure("mean", "there are no elements", got: "\(shape)") }
    return try total("mean", factor: 1 / Float(count))
  }

  private func total(_ name: String, along axis: Int, factor: Float) throws -> Tensor {
    let sizes = try axisSizes(name, axis)
    let x = try detached().plain()
    let result = try Tensor(unset: sizes.shape)
    unsafe ck_sum_axis(
      x.storage.pointer, factor, result.storage.pointer, sizes.outer, sizes.axis, sizes.inner)
    let before = shape
    return try Tape.record(result, of: name, from: [self]) { gradient in
      let g = try gradient.plain()
      let output = try Tensor(unset: before)
      unsafe ck_spread_axis(
        g.storage.pointer, factor, output.storage.pointer, sizes.outer, sizes.axis, sizes.inner)
      return [output]
    }
  }

  /// Sums along an axis, which goes: [n × d] along 0 → [d].
  public func sum(axis: Int) throws -> Tensor { try total("sum", along: axis, factor: 1) }

  /// Means along an axis, which goes.
  public func mean(axis: Int) throws -> Tensor {
    let length = try axisSizes("mean", axis).axis
    return try total("mean", along: axis, factor: 1 / Float(length))
  }

  /// The greatest values along an axis, which goes; the gradient goes to the first of equals.
  public func max(axis: Int) throws -> Tensor {
    let sizes = try axisSizes("max", axis)
    let x = try detached().plain()
    let result = try Tensor(unset: sizes.shape)
    let places = try Indices(count: result.count)
    unsafe ck_max_axis(
      x.storage.pointer, result.storage.pointer, places.pointer, sizes.outer, sizes.axis,
      sizes.inner)
    let before = shape
    return try Tape.record(result, of: "max", from: [self]) { gradient in
      let g = try gradient.plain()
      let output = try Tensor(unset: before)
      unsafe ck_max_axis_backward(
        g.storage.pointer, places.pointer, output.storage.pointer, sizes.outer, sizes.axis,
        sizes.inner)
      return [output]
    }
  }
}
