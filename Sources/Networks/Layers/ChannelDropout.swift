import Tensors

/// Drops whole channels at random where the pass has a stream to draw from; lets everything through
/// where it has none.
/// - Shape: c×h×w → the same.
/// - Source: Tompson et al. 2015, §3.2; PyTorch's `Dropout2d`.
public struct ChannelDropout: Layer {
  let probability: Float

  public init(_ probability: Float) { self.probability = probability }

  public func outputShape(for shape: [Int]) throws -> [Int] {
    guard shape.count == 3 else { throw misfit(shape, expected: "c×h×w") }
    return shape
  }

  public func callAsFunction(_ x: Tensor, _ pass: Pass) throws -> Tensor {
    guard var random = pass.random else { return x }
    defer { pass.random = random }
    return try x.channelDropout(probability, using: &random)
  }

  public var description: String { "channel_dropout \(probability)" }
}
