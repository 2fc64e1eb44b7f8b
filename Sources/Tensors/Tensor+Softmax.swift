import CKernels

extension Tensor {
  /// Rows along the last axis: how many and how long.
  func lastAxis(_ operation: String) throws -> (rows: Int, columns: Int) {
    guard let columns = shape.last, columns > 0 else {
      throw Failure(operation, "the last axis is empty", got: "\(shape)")
    }
    return (count / columns, columns)
  }

  /// e^x / Σ e^x along the last axis.
  public func softmax() throws -> Tensor {
    let (rows, columns) = try lastAxis("softmax")
    let x = try detached().plain()
    let p = try Tensor(unset: shape)
    unsafe ck_softmax(x.storage.pointer, p.storage.pointer, Int64(rows), Int64(columns))
    return try Tape.record(p, of: "softmax", from: [self]) { gradient in
      var g = try gradient.plain()
      let output = try g.reusedStorage()
      unsafe ck_softmax_backward(
        p.storage.pointer, g.storage.pointer, output.pointer, Int64(rows), Int64(columns))
      return [Tensor(shape: p.shape, storage: output)]
    }
  }

  /// x − ln Σ e^x along the last axis.
  public func logSoftmax() throws -> Tensor {
    let (rows, columns) = try lastAxis("logSoftmax")
    let x = try detached().plain()
    let y = try Tensor(unset: shape)
    unsafe ck_log_softmax(x.storage.pointer, y.storage.pointer, Int64(rows), Int64(columns))
    return try Tape.record(y, of: "logSoftmax", from: [self]) { gradient in
      var g = try gradient.plain()
      let output = try g.reusedStorage()
      unsafe ck_log_softmax_backward(
        y.storage.pointer, g.storage.pointer, output.pointer, Int64(rows), Int64(columns))
      return [Tensor(shape: y.shape, storage: output)]
    }
  }

  /// ln Σ e^x along the last axis, which goes.
  public func logSumExp() throws -> Tensor {
    let (rows, columns) = try lastAxis("logSumExp")
    let x = try detached().plain()
    let y = try Tensor(unset: Array(shape.dropLast()))
    unsafe ck_log_sum_exp(x.storage.pointer, y.storage.pointer, Int64(rows), Int64(columns))
    return try Tape.record(y, of: "logSumExp", from: [self]) { gradient in
      let g = try gradient.plain()
      let output = try Tensor(unset: x.shape)
      unsafe ck_log_sum_exp_backward(
        x.storage.pointer, y.storage.pointer, g.storage.pointer, output.storage.pointer,
        Int64(rows), Int64(columns))
      return [output]
    }
  }

  /// The place of the greatest value along the last axis, the lowest of equals.
  public func argmax() throws -> [Int] {
    let (rows, columns) = try lastAxis("argmax")
    let x = try plain()
    let best = try Tensor(unset: [rows])
    let places = try Indices(count: rows)
    unsafe ck_max_axis(
      x.storage.pointer, best.storage.pointer, places.pointer, Int64(rows), Int64(columns), 1)
    return places.values()
  }
}
