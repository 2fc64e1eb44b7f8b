/// How to make a tensor again from values that are kept anyway: the cheap half of what a network
/// would otherwise hold on to until its gradients are known.
final class Recomputation {
  /// The most passes that are worth it: what needs more is kept. In a chain of residual blocks two of
  /// three results are made again so, each in one pass or two.
  static let deepest = 2

  /// Passes over memory that it takes, those included that make again what it needs.
  let depth: Int
  private let body: () throws -> Tensor

  /// `body` gives the same bits each time.
  /// - Parameter needing: what it makes again first.
  init(needing first: Recomputation? = nil, _ body: @escaping () throws -> Tensor) {
    depth = 1 + (first?.depth ?? 0)
    self.body = body
  }

  func callAsFunction() throws -> Tensor { try body() }
}

/// A tensor that an operation needs again for its gradient: the values, or how to make them.
struct Kept {
  private let tensor: Tensor?
  let recomputation: Recomputation?

  init(_ tensor: Tensor) {
    recomputation = tensor.recomputation
    self.tensor = recomputation == nil ? tensor.detached() : nil
  }

  /// - Throws: where memory is missing.
  func values() throws -> Tensor {
    if let tensor { return tensor }
    guard let recomputation else { throw Failure("gradients", "a tensor was not kept") }
    defer { Profile.current?.lap("values made again") }
    return try recomputation()
  }
}
