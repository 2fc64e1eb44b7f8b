import CKernels

extension Tensor {
  /// The rows (entries along the first axis) with these numbers, in this order; a row may be named
  /// more than once.
  public func gather(rows: [Int]) throws -> Tensor {
    guard let height = shape.first else {
      throw Failure("gather", "a scalar has no rows")
    }
    if let wrong = rows.first(where: { !(0..<height).contains($0) }) {
      throw Failure(
        "gather", "no such row", expected: "\(indicesBelow: height)", got: "\(index: wrong)",
        code: .outOfRange)
    }
    let x = try detached().plain()
    let before = shape
    let width = Int64(shape.dropFirst().reduce(1, *))
    let places = rows.map(Int64.init)
    let result = try Tensor(unset: [rows.count] + shape.dropFirst())
    unsafe ck_gather(
      x.storage.pointer, places, result.storage.pointer, Int64(rows.count), width)
    return try Tape.record(result, of: "gather", from: [self]) { gradient in
      let g = try gradient.plain()
      let output = try Tensor.zeros(before)
      unsafe ck_scatter_add(
        g.storage.pointer, places, output.storage.pointer, Int64(places.count), width)
      return [output]
    }
  }

  /// A run of rows.
  public func rows(_ range: Range<Int>) throws -> Tensor {
    guard let height = shape.first, range.lowerBound >= 0, range.upperBound <= height else {
      throw Failure(
        "rows", "no such rows", expected: "\(indicesBelow: shape.first ?? 0)",
        got: range.isEmpty
          ? "none" : "\(index: range.lowerBound) to \(index: range.upperBound - 1)",
        code: .outOfRange)
    }
    return try gather(rows: Array(range))
  }
}
