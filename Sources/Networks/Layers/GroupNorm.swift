import Tensors

/// Normalisation of each image over groups of its channels, optionally followed by ReLU: what an image
/// becomes does not depend on its batch, and nothing is remembered for inference.
/// - Shape: c×h×w → the same.
/// - Source: Wu & He 2018. ε 1e-5, PyTorch's default.
public struct GroupNorm: Layer {
  let groups: Int, channels: Int
  let activation: Tensor.Activation
  let map: ScaleAndShift

  /// - Parameter groups: a divisor of `channels`.
  public init(
    _ groups: Int, of channels: Int, activation: Tensor.Activation = .none
  ) throws {
    self.groups = groups
    self.channels = channels
    self.activation = activation
    map = try ScaleAndShift(channels)
  }

  public var parameters: [NamedParameter] { map.named }

  public func outputShape(for shape: [Int]) throws -> [Int] {
    guard shape.count == 3, shape[0] == channels, groups >= 1, channels.isMultiple(of: groups)
    else {
      throw misfit(shape, expected: "\(channels)×h×w, channels a multiple of \(groups)")
    }
    return shape
  }

  public func callAsFunction(_ x: Tensor, _ pass: Pass) throws -> Tensor {
    try x.groupNorm(
      groups: groups, weight: pass.use(map.weight), bias: pass.use(map.bias),
      activation: activation)
  }

  public var description: String {
    "group_norm \(groups) of \(channels)" + (activation == .relu ? " + relu" : "")
  }
}
