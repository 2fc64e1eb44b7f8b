/// How to make a tensor again from values that are kept anyway: the cheap half of what a network
/// would otherwise hold on to until its gradients are known.
final class Recomputation {
  private let body: () throws -> Tensor

  /// `body` gives the same bits each time.
  init(_ body: @escaping () throws -> Tensor) { self.body = body }

  func callAsFunction() throws -> Tensor { try body() }
}

/// A tensor that an operation needs again for its gradient: the values, or how to make them.
struct Kept {
  private let tensor: Tensor?
  private let recomputation: Recomputation?

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
