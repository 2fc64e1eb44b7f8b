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
    var (value, rest) = (x, layers[...])
    while let layer = rest.popFirst()?.layer {
      if let convolution = layer as? Convolution, let norm = rest.first?.layer as? BatchNorm {
        rest.removeFirst()
        value = try convolution(value, then: norm, pass)
      } else {
        value = try layer(value, pass)
      }
    }
    return value
  }

  public var description: String { layers.map { "\($0.layer)" }.joined(separator: "\n") }

  /// The rows of each layer in turn, their names under `prefix` where there is one.
  public func summary(for input: [Int], under prefix: String) throws -> [[String]] {
    var shape = input
    return try layers.flatMap { name, layer in
      let rows = try layer.summary(
        for: shape, under: prefix.isEmpty ? name : "\(prefix).\(name)")
      shape = try layer.outputShape(for: shape)
      return rows
    }
  }
}
