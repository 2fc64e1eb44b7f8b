import Tensors

/// Layers one after another, each under a name.
public struct Sequential: Layer {
  public let layers: [(name: String, layer: any Layer)]

  public init(_ layers: [(name: String, layer: any Layer)]) { self.layers = layers }

  public var parameters: [NamedParameter] {
    layers.flatMap { name, layer in layer.parameters.map { $0.under(name) } }
  }

  public func outputShape(for input: [Int]) throws -> [Int] {
    try layers.reduce(input) { try $1.layer.outputShape(for: $0) }
  }

  public func callAsFunction(_ x: Tensor, _ pass: Pass) throws -> Tensor {
    try layers.reduce(x) { try $1.layer($0, pass) }
  }

  public var description: String { layers.map { "\($0.layer)" }.joined(separator: "\n") }

  /// A line for each layer: name, layer, output shape, number of weights.
  public func summary(for input: [Int], under prefix: String) throws -> [[String]] {
    var shape = input
    return try layers.map { name, layer in
      shape = try layer.outputShape(for: shape)
      let weights = layer.parameters.filter(\.parameter.isTrained)
        .reduce(0) { $0 + $1.parameter.value.count }
      return ["\(prefix).\(name)", "\(layer)", Shape.text(shape), "\(weights)"]
    }
  }
}
