import CKernels

extension Tensor {
  /// op(self) · op(other), where op transposes if asked to.
  /// - Shape: [m × k] · [k × n] → [m × n], after transposing.
  public func matmul(
    _ other: Tensor, transposeSelf: Bool = false, transposeOther: Bool = false
  ) throws -> Tensor {
    guard rank == 2, other.rank == 2 else {
      throw Failure("matmul", "operands must be matrices", got: "\(shape) and \(other.shape)")
    }
    let inner = transposeSelf ? shape[0] : shape[1]
    guard inner == (transposeOther ? other.shape[1] : other.shape[0]) else {
      throw Failure(
        "matmul", "inner sizes differ", expected: "[m × k] · [k × n]",
        got: "\(shape)\(transposeSelf ? "ᵀ" : "") · \(other.shape)\(transposeOther ? "ᵀ" : "")")
    }
    let (a, b) = try (detached().plain(), other.detached().plain())
    let result = try Tensor.product(a, transposeSelf, b, transposeOther)
    let (aTracked, bTracked) = (isTracked, other.isTracked)
    return try Tape.record(result, of: "matmul", from: [self, other]) { gradient in
      let g = try gradient.plain()
      // c = op(a)·op(b): d op(a) = g·op(b)ᵀ and d op(b) = op(a)ᵀ·g, transposed where op transposes.
      let toA =
        transposeSelf
        ? { try Tensor.product(b, transposeOther, g, true) }
        : { try Tensor.product(g, false, b, !transposeOther) }
      let toB =
        transposeOther
        ? { try Tensor.product(g, true, a, transposeSelf) }
        : { try Tensor.product(a, !transposeSelf, g, false) }
      return [try aTracked ? toA() : nil, try bTracked ? toB() : nil]
    }
  }

  /// The product of two row-major matrices, without checks or tape.
  static func product(
    _ a: Tensor, _ transposeA: Bool, _ b: Tensor, _ transposeB: Bool, scale: Float = 1
  ) throws -> Tensor {
    let (m, k) = transposeA ? (a.shape[1], a.shape[0]) : (a.shape[0], a.shape[1])
    let n = transposeB ? b.shape[0] : b.shape[1]
    let result = try Tensor(unset: [m, n])
    // Large ones in pieces, between which they can be stopped.
    let perRow = 2 * Double(Swift.max(n, 1)) * Double(Swift.max(k, 1))
    let piece = Swift.max(64, Int(Self.flopsAtATime / perRow))
    for first in stride(from: 0, to: m, by: piece) {
      if first > 0 { try StopRequest.poll() }
      try Tensor.check(
        unsafe ck_gemm_rows(
          transposeA, transposeB, Int64(m), Int64(first), Int64(Swift.min(piece, m - first)),
          Int64(n),
          Int64(k), scale, a.storage.pointer, b.storage.pointer, 0, result.storage.pointer),
        for: "matmul")
    }
    return result
  }

  /// A tenth to half a second on two cores.
  private static let flopsAtATime = 5e10

  /// x · weightᵀ + bias: a fully connected layer.
  /// - Shape: [n × in] → [n × out]; weight is [out × in], bias [out].
  public func linear(
    weight: Tensor, bias: Tensor? = nil, precision: Precision = .float32
  ) throws -> Tensor {
    guard rank == 2, weight.rank == 2, shape[1] == weight.shape[1] else {
      let wanted = weight.rank == 2 ? "[n, \(weight.shape[1])]" : "a weight [out × in]"
      throw Failure(
        "linear", "input and weight do not fit", expected: wanted,
        got: "input \(shape), weight \(weight.shape)")
    }
    let (n, width) = (shape[0], weight.shape[0])
    if let bias, bias.shape != [width] {
      throw Failure("linear", "wrong bias", expected: "[\(width)]", got: "\(bias.shape)")
    }
    let (x, w) = try (detached().plain(), weight.detached().plain())
    let result = try Tensor.product(x, false, w, true)
    if let bias {
      let b = try bias.detached().plain()
      unsafe ck_binary(
        CK_ADD, result.storage.pointer, CK_FULL, b.storage.pointer, CK_ROW, result.storage.pointer,
        Int64(n), Int64(width))
    }
    let (xTracked, wTracked, bTracked) = (isTracked, weight.isTracked, bias?.isTracked ?? false)
    return try Tape.record(
      result, of: "linear", from: [self, weight] + (bias.map { [$0] } ?? [])
    ) { gradient in
      let g = try gradient.plain()
      var toBias: Tensor?
      if bTracked {
        let sum = try Tensor(unset: [width])
        unsafe ck_sum_axis(
          g.storage.pointer, 1, sum.storage.pointer, 1, Int64(n), Int64(width))
        toBias = sum
      }
      return [
        try xTracked ? Tensor.product(g, false, w, false) : nil,
        try wTracked ? Tensor.product(g, true, x, false) : nil, toBias,
      ]
    }
  }

  /// Rows become columns.
  /// - Shape: [n × d] → [d × n].
  public func transposed() throws -> Tensor {
    guard rank == 2 else {
      throw Failure("transposed", "only a matrix has a transpose", got: "\(shape)")
    }
    let source = try detached().plain()
    return try Tape.record(source.flipped(), of: "transposed", from: [self]) {
      [try $0.plain().flipped()]
    }
  }

  private func flipped() throws -> Tensor {
    let result = try Tensor(unset: [shape[1], shape[0]])
    unsafe ck_transpose(
      storage.pointer, result.storage.pointer, Int64(shape[0]), Int64(shape[1]))
    return result
  }
}
