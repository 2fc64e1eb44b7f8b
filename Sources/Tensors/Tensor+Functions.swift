import CKernels

extension Tensor {
  private func apply(_ function: ck_unary_operation, _ name: String) throws -> Tensor {
    // Of the functions that leave 0 where it is, the gaps of a layout may be anything.
    let x = try detached().floats()
    let result = Tensor(shape: shape, storage: try Storage(like: x.storage))
    unsafe ck_unary(
      function, x.storage.pointer, result.storage.pointer, Int64(x.storage.capacity))
    let needsInput = function == CK_LOG || function == CK_SQUARE
    let kept = needsInput ? x : result
    return try Tape.record(result, of: name, from: [self]) { gradient in
      var gradient = try gradient.laidOut(like: kept)
      let output = try gradient.reusedStorage()
      unsafe ck_unary_backward(
        function, kept.storage.pointer, kept.storage.pointer, gradient.storage.pointer,
        output.pointer, Int64(output.capacity))
      return [Tensor(shape: kept.shape, storage: output)]
    }
  }

  /// max(0, x).
  public func relu() throws -> Tensor { try apply(CK_RELU, "relu") }
  /// 1 / (1 + e^−x).
  public func sigmoid() throws -> Tensor { try plain().apply(CK_SIGMOID, "sigmoid") }
  /// Hyperbolic tangent.
  public func tanh() throws -> Tensor { try apply(CK_TANH, "tanh") }
  /// e^x.
  public func exp() throws -> Tensor { try plain().apply(CK_EXP, "exp") }
  /// Natural logarithm.
  public func log() throws -> Tensor { try plain().apply(CK_LOG, "log") }
  /// Square root; its derivative at 0 is infinite.
  public func sqrt() throws -> Tensor { try plain().apply(CK_SQRT, "sqrt") }
  /// x².
  public func squared() throws -> Tensor { try apply(CK_SQUARE, "squared") }
  /// 1 / x.
  public func reciprocal() throws -> Tensor { try plain().apply(CK_RECIPROCAL, "reciprocal") }
}
