import Tensors

/// A differentiable function with parameters: one batch in, one batch out.
///
/// It prints as it would be typed. Shapes are of one sample, without the batch axis.
public protocol Layer: CustomStringConvertible {
  /// Named within the layer: `weight`, `bias`, …
  var parameters: [NamedParameter] { get }

  /// The shape of the output for an input of shape `input`.
  /// - Throws: a `Failure` that names the layer and both shapes.
  func outputShape(for input: [Int]) throws -> [Int]

  /// - Shape: `x` is [n] + input → [n] + output.
  func callAsFunction(_ x: Tensor, _ pass: Pass) throws -> Tensor

  /// Rows of name, layer, output shape and number of weights: one, or one for each of its parts.
  func summary(for input: [Int], under name: String) throws -> [[String]]
}

extension Layer {
  public var parameters: [NamedParameter] { [] }

  public func summary(for input: [Int], under name: String) throws -> [[String]] {
    let weights = parameters.filter(\.parameter.isTrained)
      .reduce(0) { $0 + $1.parameter.value.count }
    return [[name, "\(self)", Shape.text(try outputShape(for: input)), "\(weights)"]]
  }

  /// Complains that an input does not fit.
  func misfit(_ input: [Int], expected: String) -> Failure {
    Failure("\(self)", "input does not fit", expected: expected, got: Shape.text(input))
  }
}

/// Shapes as text.
package enum Shape {
  /// `32×14×14`
  package static func text(_ shape: [Int]) -> String {
    shape.map(String.init).joined(separator: "×")
  }
}
