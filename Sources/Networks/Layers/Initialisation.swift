import Tensors

/// How the weights of a linear map start; biases start with them.
public enum Initialisation: Sendable {
  /// Weights and biases uniform in ±1/√fan-in: what PyTorch's layers do on their own.
  case standard
  /// Weights normal with deviation √(2 / fan-out), biases 0: what torchvision's residual networks
  /// and VGG do with convolutions before ReLU.
  /// - Source: He et al. 2015, §2.2, backward case.
  case kaimingFanOut
  /// Weights normal with this deviation, biases 0.
  case normal(deviation: Float)

  /// Fresh weights.
  ///
  /// Fans are counted as PyTorch does: sizes of the second and of the first axis, each times the
  /// size of a kernel.
  func weight(_ shape: [Int], using rng: inout Random) throws -> Tensor {
    let kernel = shape.dropFirst(2).reduce(1, *)
    switch self {
    case .standard:
      let bound = 1 / Float(shape[1] * kernel).squareRoot()
      return try rng.uniform(shape: shape, in: -bound..<bound)
    case .kaimingFanOut:
      return try rng.normal(shape: shape) * (2 / Float(shape[0] * kernel)).squareRoot()
    case .normal(let deviation):
      return try rng.normal(shape: shape) * deviation
    }
  }

  /// Fresh biases of a map whose weight has this shape.
  func bias(_ outputs: Int, of shape: [Int], using rng: inout Random) throws -> Tensor {
    guard case .standard = self else { return try .zeros([outputs]) }
    let bound = 1 / Float(shape.dropFirst().reduce(1, *)).squareRoot()
    return try rng.uniform(shape: [outputs], in: -bound..<bound)
  }
}
