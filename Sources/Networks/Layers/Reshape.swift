import Tensors

/// The same numbers under another shape.
public struct Reshape: Layer {
  let shape: [Int]

  /// - Parameter shape: of one sample.
  public init(to shape: [Int]) { self.shape = shape }

  public func outputShape(for input: [Int]) throws -> [Int] {
    guard input.reduce(1, *) == shape.reduce(1, *) else {
      throw misfit(input, expected: "\(shape.reduce(1, *)) values")
    }
    return shape
  }

  public func callAsFunction(_ x: Tensor, _ pass: Pass) throws -> Tensor {
    try x.reshaped([x.shape.first ?? 0] + shape)
  }

  public var description: String { "reshape \(Shape.text(shape))" }
}
