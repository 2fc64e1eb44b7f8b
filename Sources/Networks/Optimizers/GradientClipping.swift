import Tensors

/// Keeps gradients from growing too large.
public enum GradientClipping: Equatable, Sendable {
  /// Scales all gradients together so that their Euclidean norm is at most this.
  case norm(Float)
  /// Cuts each number to ± this.
  case value(Float)

  /// Clips in place.
  /// - Returns: the norm of all gradients together, before.
  /// - Throws: a `Failure` where the limit is not above 0, or a gradient is not finite: nothing
  ///   has changed then.
  @discardableResult
  public func clip(_ gradients: inout [Tensor]) throws -> Double {
    let limit =
      switch self {
      case .norm(let limit), .value(let limit): limit
      }
    guard limit > 0 else {
      throw Failure("gradient clipping", "wrong limit", expected: "above 0", got: "\(limit)")
    }
    let norm = try gradients.reduce(0) { try $0 + $1.sumOfSquares() }.squareRoot()
    guard norm.isFinite else {
      throw Failure(
        "gradient clipping", "the gradients are not finite", got: "norm \(norm)",
        code: .diverged)
    }
    switch self {
    case .norm(let limit):
      // PyTorch's `clip_grad_norm_`, its 1e-6 included.
      let factor = Double(limit) / (norm + 1e-6)
      if factor < 1 {
        for i in gradients.indices { try gradients[i].scale(by: Float(factor)) }
      }
    case .value(let limit):
      for i in gradients.indices { try gradients[i].clamp(to: limit) }
    }
    return norm
  }
}
