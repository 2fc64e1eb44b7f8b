import Tensors

/// The unit of ConvNeXt: a 7×7 convolution of each channel alone, layer norm over channels, two
/// linear maps of channels with GELU between them, a trained scale of each channel, and the input
/// added.
///
/// The scale is multiplied into the second map, which is the same and cheaper.
/// - Shape: c×h×w → the same.
/// - Source: Liu et al. 2022, figure 4; names as in torchvision. Differs: no stochastic depth, which
///   timm leaves off too.
struct ConvNeXtBlock: Layer {
  private let channels: Int
  private let depthwise: Convolution
  private let norm: ChannelNorm
  private let expand: WeightAndBias
  private let reduce: WeightAndBias
  /// Starts at 1e-6 (§2.6).
  private let scale: Parameter

  init(_ channels: Int, initialisation: Initialisation, using rng: inout Random) throws {
    self.channels = channels
    depthwise = try Convolution(
      channels, to: channels, kernel: 7, padding: 3, groups: channels,
      initialisation: initialisation, using: &rng)
    norm = try ChannelNorm(channels)
    expand = try WeightAndBias(
      shape: [4 * channels, channels], outputs: 4 * channels, initialisation: initialisation,
      using: &rng)
    reduce = try WeightAndBias(
      shape: [channels, 4 * channels], outputs: channels, initialisation: initialisation,
      using: &rng)
    scale = Parameter(try Tensor(repeating: 1e-6, shape: [channels, 1, 1]))
  }

  var parameters: [NamedParameter] {
    [.init("layer_scale", scale)]
      + depthwise.parameters.map { $0.under("block.0") }
      + norm.parameters.map { $0.under("block.2") }
      + expand.named.map { $0.under("block.3") } + reduce.named.map { $0.under("block.5") }
  }

  func outputShape(for shape: [Int]) throws -> [Int] { try depthwise.outputShape(for: shape) }

  func callAsFunction(_ x: Tensor, _ pass: Pass) throws -> Tensor {
    let narrow = try norm(depthwise(x, pass), pass)
    let wide = try Self.map(narrow, pass.use(expand.weight), expand.bias.map(pass.use), pass)
    let gains = pass.use(scale)
    let weight = try pass.use(reduce.weight) * gains.reshaped([channels, 1])
    let bias = try reduce.bias.map { try pass.use($0) * gains.reshaped([channels]) }
    return try x + Self.map(wide.gelu(), weight, bias, pass)
  }

  /// A linear map of the channels at each place.
  private static func map(
    _ x: Tensor, _ weight: Tensor, _ bias: Tensor?, _ pass: Pass
  ) throws -> Tensor {
    try x.convolution(
      weight: weight.reshaped(weight.shape + [1, 1]), bias: bias, precision: pass.precision)
  }

  var description: String { "convnext_block \(channels)" }
}
