import Tensors

/// Layer normalisation over the channels at each position of an image.
/// - Shape: c×h×w → the same.
/// - Source: Liu et al. 2022 (ConvNeXt), §2.6; ε 1e-6 as there.
public struct ChannelNorm: Layer {
  let channels: Int
  let epsilon: Float
  let map: ScaleAndShift

  public init(_ channels: Int, epsilon: Float = 1e-6) throws {
    self.channels = channels
    self.epsilon = epsilon
    map = try ScaleAndShift(channels)
  }

  public var parameters: [NamedParameter] { map.named }

  public func outputShape(for shape: [Int]) throws -> [Int] {
    guard shape.count == 3, shape[0] == channels else {
      throw misfit(shape, expected: "\(channels)×h×w")
    }
    return shape
  }

  public func callAsFunction(_ x: Tensor, _ pass: Pass) throws -> Tensor {
    try x.channelNorm(weight: pass.use(map.weight), bias: pass.use(map.bias), epsilon: epsilon)
  }

  public var description: String { "channel_norm \(channels)" }
}
