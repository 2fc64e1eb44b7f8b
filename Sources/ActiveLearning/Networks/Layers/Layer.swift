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
}

extension Layer {
  public var parameters: [NamedParameter] { [] }

  /// Complains that an input does not fit.
  func misfit(_ input: [Int], expected: String) -> Failure {
    Failure("\(self)", "input does not fit", expected: expected, got: Shape.text(input))
  }
}

/// Shapes as text.
enum Shape {
  /// `32×14×14`
  static func text(_ shape: [Int]) -> String {
    shape.map(String.init).joined(separator: "×")
  }
}
