import Tensors

/// Means of windows that cover the image, as many as asked for whatever its size.
/// - Shape: c×h×w → c×size×size.
public struct AdaptiveAveragePool: Layer {
  let size: Int

  public init(to size: Int) { self.size = size }

  public func outputShape(for shape: [Int]) throws -> [Int] {
    guard shape.count == 3 else { throw misfit(shape, expected: "c×h×w") }
    return [shape[0], size, size]
  }

  public func callAsFunction(_ x: Tensor, _ pass: Pass) throws -> Tensor {
    try x.adaptiveAveragePool(to: size)
  }

  public var description: String { "adaptive_average_pool \(size)×\(size)" }
}
