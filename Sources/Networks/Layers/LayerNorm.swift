import Tensors

/// Layer normalisation of each sample's features.
/// - Shape: features → the same.
/// - Source: Ba, Kiros & Hinton 2016. ε 1e-5, PyTorch's default; ConvNeXt takes 1e-6.
public struct LayerNorm: Layer {
  let features: Int
  let epsilon: Float
  let map: ScaleAndShift

  public init(_ features: Int, epsilon: Float = 1e-5) throws {
    self.features = features
    self.epsilon = epsilon
    map = try ScaleAndShift(features)
  }

  public var parameters: [NamedParameter] { map.named }

  public func outputShape(for shape: [Int]) throws -> [Int] {
    guard shape == [features] else { throw misfit(shape, expected: "\(features)") }
    return shape
  }

  public func callAsFunction(_ x: Tensor, _ pass: Pass) throws -> Tensor {
    try x.layerNorm(weight: pass.use(map.weight), bias: pass.use(map.bias), epsilon: epsilon)
  }

  public var description: String { "layer_norm \(features)" }
}
