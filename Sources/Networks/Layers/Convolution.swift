import Tensors

/// Two-dimensional convolution, optionally followed by ReLU.
///
/// With groups, each group of outputs sees its own part of the input channels only.
/// - Shape: c×h×w → out×⌊(h + 2·padding − kernel)/stride + 1⌋×… .
public struct Convolution: Layer {
  let input: Int, output: Int, kernel: Int, stride: Int, padding: Int, groups: Int
  let activation: Tensor.Activation
  let map: WeightAndBias

  /// - Parameters:
  ///   - groups: divides both numbers of channels.
  ///   - bias: false where a batch normalisation follows, which would take the bias out again.
  public init(
    _ input: Int, to output: Int, kernel: Int, stride: Int = 1, padding: Int = 0,
    groups: Int = 1, bias: Bool = true, activation: Tensor.Activation = .none,
    initialisation: Initialisation = .standard, using rng: inout Random
  ) throws {
    self.input = input
    self.output = output
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.groups = groups
    self.activation = activation
    map = try WeightAndBias(
      shape: [output, input / max(groups, 1), kernel, kernel], outputs: bias ? output : nil,
      initialisation: initialisation, using: &rng)
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
      weight: pass.use(map.weight), bias: map.bias.map(pass.use), stride: stride, padding: padding,
      groups: groups, activation: activation, precision: pass.precision)
  }

  public var description: String {
    "convolution \(input)→\(output) \(kernel)×\(kernel)"
      + (stride == 1 ? "" : " stride \(stride)") + (padding == 0 ? "" : " padding \(padding)")
      + (groups == 1 ? "" : " groups \(groups)") + (map.bias == nil ? " no bias" : "")
      + (activation == .relu ? " + relu" : "")
  }
}
