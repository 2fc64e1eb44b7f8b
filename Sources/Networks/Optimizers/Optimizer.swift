import Tensors

/// Moves parameters against their gradients.
public protocol Optimizer {
  /// Step size.
  var rate: Float { get set }

  /// Begins a step, in which each parameter is moved once, in any order.
  mutating func begin()

  /// Moves one parameter against its gradient.
  mutating func move(_ parameter: NamedParameter, gradient: Tensor) throws

  /// Everything that the next step depends on, by name.
  var state: [String: Tensor] { get throws }

  /// Takes back what `state` gave.
  /// - Throws: a `Failure` that names the tensor which is missing or does not fit.
  mutating func restore(_ state: [String: Tensor], for parameters: [NamedParameter]) throws
}

extension Optimizer {
  /// One step; `gradients` are of `parameters`, in order.
  public mutating func step(_ parameters: [NamedParameter], gradients: [Tensor]) throws {
    begin()
    for (parameter, gradient) in zip(parameters, gradients) {
      try move(parameter, gradient: gradient)
    }
  }
}
