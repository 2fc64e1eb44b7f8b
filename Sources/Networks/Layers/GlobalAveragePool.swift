import Tensors

/// The mean of each channel.
/// - Shape: c×h×w → c.
public struct GlobalAveragePool: Layer {
  public init() {}

  public func outputShape(for shape: [Int]) throws -> [Int] {
    guard shape.count == 3 else { throw misfit(shape, expected: "c×h×w") }
    return [shape[0]]
  }

  public func callAsFunction(_ x: Tensor, _ pass: Pass) throws -> Tensor {
    try x.globalAveragePool()
  }

  public var description: String { "global_average_pool" }
}
