import CKernels
import Foundation

extension Tensor {
  func check(_ name: String, _ others: [Tensor]) throws {
    if let wrong = others.first(where: { $0.shape != shape }) {
      throw Failure(name, "the shapes differ", expected: "\(shape)", got: "\(wrong.shape)")
    }
  }

  /// One step of Adam in place, as PyTorch's: weight decay is added to the gradient or, decoupled,
  /// taken off the weights, rate · weightDecay of them.
  /// - Source: Kingma and Ba 2015, algorithm 1; decoupled, Loshchilov and Hutter 2019, algorithm 2.
  ///   `step` counts from 1.
  public mutating func adamStep(
    gradient: Tensor, first: inout Tensor, second: inout Tensor, step: Int, rate: Float,
    beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8, weightDecay: Float = 0,
    decoupled: Bool = false
  ) throws {
    try check("adam", [gradient, first, second])
    guard step >= 1 else { throw Failure("adam", "steps count from 1", got: "\(step)") }
    let g = try gradient.plain()
    try makeWritable()
    try first.makeWritable()
    try second.makeWritable()
    // The corrections m/(1 − β₁ᵗ) and √(v/(1 − β₂ᵗ)) go into rate and epsilon.
    let one = 1 - pow(Double(beta1), Double(step))
    let two = (1 - pow(Double(beta2), Double(step))).squareRoot()
    let options = ck_adam(
      rate: Float(Double(rate) * two / one), beta1: beta1, beta2: beta2,
      epsilon: Float(Double(epsilon) * two), weight_decay: decoupled ? 0 : weightDecay,
      shrink: decoupled ? 1 - rate * weightDecay : 1)
    unsafe ck_adam_step(
      options, g.storage.pointer, first.storage.pointer, second.storage.pointer, storage.pointer,
      Int64(count))
  }

  /// One step of stochastic gradient descent in place, as PyTorch's: v = momentum·v + g, which
  /// starts as g; the step is rate·v, or rate·(g + momentum·v) with Nesterov.
  public mutating func sgdStep(
    gradient: Tensor, velocity: inout Tensor?, rate: Float, momentum: Float = 0,
    nesterov: Bool = false, weightDecay: Float = 0
  ) throws {
    try check("sgd", [gradient] + (velocity.map { [$0] } ?? []))
    let g = try gradient.plain()
    try makeWritable()
    var options = ck_sgd(
      rate: rate, momentum: momentum, weight_decay: weightDecay, nesterov: nesterov, starts: false)
    guard momentum != 0 else {
      unsafe ck_sgd_step(options, g.storage.pointer, nil, storage.pointer, Int64(count))
      return
    }
    options.starts = velocity == nil
    var moving = try velocity ?? Tensor(unset: shape)
    // Let go of, so that it is changed in place; given back also where that fails.
    velocity = nil
    defer { velocity = moving }
    try moving.makeWritable()
    unsafe ck_sgd_step(
      options, g.storage.pointer, moving.storage.pointer, storage.pointer, Int64(count))
  }
}
