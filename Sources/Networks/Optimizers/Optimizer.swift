import Tensors

/// Moves parameters against their gradients.
public protocol Optimizer {
  /// Step size.
  var rate: Float { get set }

  /// One step; `gradients` are of `parameters`, in order.
  mutating func step(_ parameters: [NamedParameter], gradients: [Tensor]) throws

  /// Everything that the next step depends on, by name.
  var state: [String: Tensor] { get throws }

  /// Takes back what `state` gave.
  /// - Throws: a `Failure` that names the tensor which is missing or does not fit.
  mutating func restore(_ state: [String: Tensor], for parameters: [NamedParameter]) throws
}
