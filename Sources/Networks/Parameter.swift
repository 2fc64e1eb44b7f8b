import Tensors

/// One named tensor of a network: a weight that an optimizer moves, or a running statistic.
///
/// A class, because the layer that uses it and the optimizer that moves it mean the same one.
public final class Parameter {
  public var value: Tensor
  /// False for running statistics, which are kept but not optimised.
  public let isTrained: Bool

  public init(_ value: Tensor, isTrained: Bool = true) {
    self.value = value
    self.isTrained = isTrained
  }
}

/// A parameter under its full name, such as `encoder.conv1.weight`.
public struct NamedParameter {
  public let name: String
  public let parameter: Parameter

  public init(_ name: String, _ parameter: Parameter) {
    self.name = name
    self.parameter = parameter
  }

  package func under(_ prefix: String) -> NamedParameter { .init("\(prefix).\(name)", parameter) }
}
