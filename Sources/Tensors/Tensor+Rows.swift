import CKernels

extension Tensor {
  /// The rows (entries along the first axis) with these numbers, in this order; a row may be named
  /// more than once.
  public func gather(rows: [Int]) throws -> Tensor {
    guard let height = shape.first else {
      throw Failure("gather", "a scalar has no rows")
    }
    if let wrong = rows.first(where: { !(0..<height).contains($0) }) {
      throw Failure("gather", "no such row", expected: "0 to \(height - 1)", got: "\(wrong)")
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
        "rows", "no such rows", expected: "within 0..<\(shape.first ?? 0)", got: "\(range)")
    }
    return try gather(rows: Array(range))
  }

  /// Tensors one after the other along the first axis.
  public static func concatenated(_ tensors: [Tensor]) throws -> Tensor {
    guard let first = tensors.first, first.rank >= 1 else {
      throw Failure("concatenated", "no tensors, or scalars")
    }
    let rest = first.shape.dropFirst()
    if let wrong = tensors.first(where: { $0.rank == 0 || $0.shape.dropFirst() != rest }) {
      throw Failure(
        "concatenated", "the shapes differ beyond the first axis", expected: "\(first.shape)",
        got: "\(wrong.shape)")
    }
    let result = try Tensor(unset: [tensors.reduce(0) { $0 + $1.shape[0] }] + rest)
    var offset = 0
    for tensor in tensors {
      let source = try tensor.plain()
      unsafe ck_copy(
        source.storage.pointer, result.storage.pointer + offset, Int64(source.count))
      offset += source.count
    }
    let parts = tensors.map { (shape: $0.shape, isTracked: $0.isTracked) }
    return try Tape.record(result, of: "concatenated", from: tensors) { gradient in
      let g = try gradient.plain()
      var offset = 0
      return try parts.map { part in
        let count = part.shape.reduce(1, *)
        defer { offset += count }
        guard part.isTracked else { return nil }
        let output = try Tensor(unset: part.shape)
        unsafe ck_copy(g.storage.pointer + offset, output.storage.pointer, Int64(count))
        return output
      }
    }
  }
}
