import Tensors

/// The greatest value of each window.
/// - Shape: c×h×w → c×⌊(h + 2·padding − size)/stride + 1⌋×… .
public struct MaxPool: Layer {
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
    try x.maxPool(size: window.size, stride: window.stride, padding: window.padding)
  }

  public var description: String { "max_pool \(window)" }
}
