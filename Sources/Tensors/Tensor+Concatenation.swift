import CKernels

extension Tensor {
  /// Tensors one after the other along an axis, at first the first.
  public static func concatenated(_ tensors: [Tensor], axis: Int = 0) throws -> Tensor {
    guard let first = tensors.first, first.rank >= 1 else {
      throw Failure("concatenated", "no tensors, or scalars")
    }
    guard first.shape.indices.contains(axis) else {
      throw Failure(
        "concatenated", "no axis \(index: axis)", expected: "\(indicesBelow: first.rank)",
        got: "\(first.shape)", code: .outOfRange)
    }
    func others(_ shape: [Int]) -> [Int] { Array(shape[..<axis] + shape[(axis + 1)...]) }
    if let wrong = tensors.first(where: {
      $0.rank != first.rank || others($0.shape) != others(first.shape)
    }) {
      throw Failure(
        "concatenated", "the shapes differ beyond \(axis == 0 ? "the first axis" : "axis \(axis)")",
        expected: "\(first.shape)", got: "\(wrong.shape)")
    }
    var shape = first.shape
    shape[axis] = tensors.reduce(0) { $0 + $1.shape[axis] }
    let result = try Tensor(unset: shape)
    let rows = shape[..<axis].reduce(1, *)
    let stride = shape[axis...].reduce(1, *)
    var offset = 0
    for tensor in tensors {
      let source = try tensor.plain()
      let width = source.shape[axis...].reduce(1, *)
      unsafe copyRuns(
        source.storage.pointer, width, result.storage.pointer + offset, stride, rows, width)
      offset += width
    }
    let parts = tensors.map { (shape: $0.shape, isTracked: $0.isTracked) }
    return try Tape.record(result, of: "concatenated", from: tensors) { gradient in
      let g = try gradient.plain()
      var offset = 0
      return try parts.map { part in
        let width = part.shape[axis...].reduce(1, *)
        defer { offset += width }
        guard part.isTracked else { return nil }
        let output = try Tensor(unset: part.shape)
        unsafe copyRuns(
          g.storage.pointer + offset, stride, output.storage.pointer, width, rows, width)
        return output
      }
    }
  }

  private static func copyRuns(
    _ from: UnsafePointer<Float>, _ fromStride: Int, _ to: UnsafeMutablePointer<Float>,
    _ toStride: Int, _ rows: Int, _ width: Int
  ) {
    if rows == 1 {
      unsafe ck_copy(from, to, Int64(width))
    } else {
      unsafe ck_copy_runs(
        from, Int64(fromStride), to, Int64(toStride), Int64(rows), Int64(width))
    }
  }
}
