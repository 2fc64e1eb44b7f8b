import Tensors

/// The mean of each window; padding counts as zeros.
/// - Shape: c×h×w → c×⌊(h + 2·padding − size)/stride + 1⌋×… .
public struct AveragePool: Layer {
  let window: PoolingWindow

  /// - Parameter stride: as `size` unless given.
  public init(_ size: Int, stride: Int? = nil, padding: Int = 0) {
    window = PoolingWindow(size: size, stride: stride ?? size, padding: padding)
  }

  public func outputShape(for shape: [Int]) throws -> [Int] {
    guard let result = window.outputShape(for: shape) else {
      throw misfit(shape, expected: window.expectation)
    }
    return result
  }

  public func callAsFunction(_ x: Tensor, _ pass: Pass) throws -> Tensor {
    try x.averagePool(size: window.size, stride: window.stride, padding: window.padding)
  }

  public var description: String { "average_pool \(window)" }
}
