import Tensors

/// Two-dimensional convolution with bias, optionally followed by ReLU.
/// - Shape: c×h×w → out×⌊(h + 2·padding − kernel)/stride + 1⌋×… .
public struct Convolution: Layer {
  let input: Int, output: Int, kernel: Int, stride: Int, padding: Int
  let activation: Tensor.Activation
  let map: WeightAndBias

  /// Weights and bias uniform in ±1/√(input·kernel²), PyTorch's default.
  public init(
    _ input: Int, to output: Int, kernel: Int, stride: Int = 1, padding: Int = 0,
    activation: Tensor.Activation = .none, using rng: inout Random
  ) throws {
    self.input = input
    self.output = output
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.activation = activation
    map = try WeightAndBias(shape: [output, input, kernel, kernel], outputs: output, using: &rng)
  }

  public var parameters: [NamedParameter] { map.named }

  public func outputShape(for shape: [Int]) throws -> [Int] {
    guard shape.count == 3, shape[0] == input,
      shape[1] + 2 * padding >= kernel, shape[2] + 2 * padding >= kernel
    else {
      throw misfit(
        shape, expected: "\(input)×h×w with h, w of at least \(max(1, kernel - 2 * padding))")
    }
    return [output] + shape[1...].map { ($0 + 2 * padding - kernel) / stride + 1 }
  }

  public func callAsFunction(_ x: Tensor, _ pass: Pass) throws -> Tensor {
    try x.convolution(
      weight: pass.use(map.weight), bias: pass.use(map.bias), stride: stride, padding: padding,
      activation: activation, precision: pass.precision)
  }

  public var description: String {
    "convolution \(input)→\(output) \(kernel)×\(kernel)"
      + (stride == 1 ? "" : " stride \(stride)") + (padding == 0 ? "" : " padding \(padding)")
      + (activation == .relu ? " + relu" : "")
  }
}
