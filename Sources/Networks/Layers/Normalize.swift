import Tensors

/// Each sample divided by its Euclidean length.
/// - Shape: features → the same.
public struct Normalize: Layer {
  public init() {}

  public func outputShape(for shape: [Int]) throws -> [Int] {
    guard shape.count == 1 else { throw misfit(shape, expected: "features") }
    return shape
  }

  public func callAsFunction(_ x: Tensor, _ pass: Pass) throws -> Tensor {
    try x.normalizedRows()
  }

  public var description: String { "normalize" }
}
