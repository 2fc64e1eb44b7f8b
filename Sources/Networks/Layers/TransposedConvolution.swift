import Tensors

/// Two-dimensional transposed convolution, optionally followed by ReLU.
/// - Shape: c×h×w → out×(h − 1)·stride − 2·padding + kernel + outputPadding×… .
public struct TransposedConvolution: Layer {
  let input: Int, output: Int, kernel: Int, stride: Int, padding: Int, outputPadding: Int
  let activation: Tensor.Activation
  let map: WeightAndBias

  /// Weights and bias uniform in ±1/√(output·kernel²), PyTorch's default for this layer.
  /// - Parameter bias: false where a batch normalisation follows, which would take it out again.
  public init(
    _ input: Int, to output: Int, kernel: Int, stride: Int, padding: Int, outputPadding: Int,
    bias: Bool = true, activation: Tensor.Activation = .none, using rng: inout Random
  ) throws {
    self.input = input
    self.output = output
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.outputPadding = outputPadding
    self.activation = activation
    map = try WeightAndBias(
      shape: [input, output, kernel, kernel], outputs: bias ? output : nil, using: &rng)
  }

  public var parameters: [NamedParameter] { map.named }

  public func outputShape(for shape: [Int]) throws -> [Int] {
    guard shape.count == 3, shape[0] == input else { throw misfit(shape, expected: "\(input)×h×w") }
    return [output] + shape[1...].map { ($0 - 1) * stride - 2 * padding + kernel + outputPadding }
  }

  public func callAsFunction(_ x: Tensor, _ pass: Pass) throws -> Tensor {
    try x.transposedConvolution(
      weight: pass.use(map.weight), bias: map.bias.map(pass.use), stride: stride, padding: padding,
      outputPadding: outputPadding, activation: activation, precision: pass.precision)
  }

  public var description: String {
    "transposed_convolution \(input)→\(output) \(kernel)×\(kernel) stride \(stride)"
      + (padding == 0 ? "" : " padding \(padding)")
      + (outputPadding == 0 ? "" : " output_padding \(outputPadding)")
      + (map.bias == nil ? " no bias" : "") + (activation == .relu ? " + relu" : "")
  }
}
