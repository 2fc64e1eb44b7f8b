import CKernels

extension Tensor {
  /// ‖x_i − c_j‖² between each row and each centre.
  ///
  /// Short rows are compared directly, long ones through ‖x‖² + ‖c‖² − 2·x·c, which is a matrix
  /// product but loses digits where points nearly coincide.
  /// - Shape: [n × d] and [k × d] → [n × k].
  public func squaredDistances(to centres: Tensor) throws -> Tensor {
    guard rank == 2, centres.rank == 2, shape[1] == centres.shape[1] else {
      throw Failure(
        "squared distances", "rows and centres do not fit", expected: "[n × d] and [k × d]",
        got: "\(shape) and \(centres.shape)")
    }
    let (n, k, width) = (shape[0], centres.shape[0], shape[1])
    let (x, c) = try (detached().plain(), centres.detached().plain())
    let result: Tensor
    if width <= 32 {
      result = try Tensor(unset: [n, k])
      unsafe ck_squared_distances(
        x.storage.pointer, c.storage.pointer, result.storage.pointer, Int64(n), Int64(k),
        Int64(width))
    } else {
      result = try Tensor.product(x, false, c, true, scale: -2)
      let lengths = try Tensor(unset: [k])
      unsafe ck_complete_distances(
        x.storage.pointer, c.storage.pointer, lengths.storage.pointer, result.storage.pointer,
        Int64(n), Int64(k), Int64(width))
    }
    let (xTracked, cTracked) = (isTracked, centres.isTracked)
    return try Tape.record(result, of: "squared distances", from: [self, centres]) { gradient in
      let g = try gradient.plain()
      // d/dx_i = 2·Σ_j g_ij·(x_i − c_j), and the same with the roles exchanged.
      func side(_ rows: Tensor, _ products: Tensor, _ outer: Int, _ axis: Int, _ inner: Int)
        throws -> Tensor
      {
        let sums = try Tensor(unset: [rows.shape[0]])
        unsafe ck_sum_axis(
          g.storage.pointer, 1, sums.storage.pointer, Int64(outer), Int64(axis), Int64(inner))
        let output = try Tensor(unset: rows.shape)
        unsafe ck_distance_gradient(
          rows.storage.pointer, sums.storage.pointer, products.storage.pointer,
          output.storage.pointer, Int64(rows.shape[0]), Int64(width))
        return output
      }
      return [
        try xTracked ? side(x, try Tensor.product(g, false, c, false), n, k, 1) : nil,
        try cTracked ? side(c, try Tensor.product(g, true, x, false), 1, n, k) : nil,
      ]
    }
  }

  /// Each row divided by its Euclidean length, or by `epsilon` where that is greater.
  /// - Shape: [n × d], unchanged.
  public func normalizedRows(epsilon: Float = 1e-12) throws -> Tensor {
    guard rank == 2, epsilon > 0 else {
      throw Failure(
        "normalized rows", "wrong input", expected: "[n × d] and epsilon > 0",
        got: "\(shape) and \(epsilon)")
    }
    let (rows, columns) = (Int64(shape[0]), Int64(shape[1]))
    let x = try detached().plain()
    let (y, norms) = try (Tensor(unset: shape), Tensor(unset: [shape[0]]))
    unsafe ck_normalize_rows(
      x.storage.pointer, epsilon, y.storage.pointer, norms.storage.pointer, rows, columns)
    return try Tape.record(y, of: "normalized rows", from: [self]) { gradient in
      let g = try gradient.plain()
      let output = try Tensor(unset: y.shape)
      unsafe ck_normalize_rows_backward(
        y.storage.pointer, norms.storage.pointer, epsilon, g.storage.pointer,
        output.storage.pointer, rows, columns)
      return [output]
    }
  }
}
