import Tensors

/// Two 3×3 convolutions with batch-norm around a shortcut: the unit of the smaller residual nets.
///
/// Where the block halves the image or widens it, the shortcut is a 1×1 convolution with batch-norm.
/// - Shape: in×h×w → out×⌈h/stride⌉×⌈w/stride⌉.
/// - Source: He et al. 2016, §3.3 and figure 5; names as in torchvision.
struct BasicBlock: Layer {
  private let stride: Int
  private let conv1: Convolution, conv2: Convolution
  private let bn1: BatchNorm, bn2: BatchNorm
  private let downsample: Sequential?

  init(
    _ input: Int, to output: Int, stride: Int = 1, initialisation: Initialisation,
    using rng: inout Random
  ) throws {
    self.stride = stride
    conv1 = try Convolution(
      input, to: output, kernel: 3, stride: stride, padding: 1, bias: false,
      initialisation: initialisation, using: &rng)
    bn1 = try BatchNorm(output, activation: .relu)
    conv2 = try Convolution(
      output, to: output, kernel: 3, padding: 1, bias: false, initialisation: initialisation,
      using: &rng)
    bn2 = try BatchNorm(output, activation: .relu)
    guard stride != 1 || input != output else {
      downsample = nil
      return
    }
    downsample = Sequential([
      (
        "0",
        try Convolution(
          input, to: output, kernel: 1, stride: stride, bias: false,
          initialisation: initialisation, using: &rng)
      ),
      ("1", try BatchNorm(output)),
    ])
  }

  private var parts: [(name: String, layer: any Layer)] {
    [("conv1", conv1), ("bn1", bn1), ("conv2", conv2), ("bn2", bn2)]
      + (downsample.map { [("downsample", $0)] } ?? [])
  }

  var parameters: [NamedParameter] { Sequential(parts).parameters }

  func outputShape(for shape: [Int]) throws -> [Int] {
    try conv2.outputShape(for: conv1.outputShape(for: shape))
  }

  func callAsFunction(_ x: Tensor, _ pass: Pass) throws -> Tensor {
    let inner = try conv2(conv1(x, then: bn1, pass), pass)
    return try bn2(inner, adding: downsample?(x, pass) ?? x, pass)
  }

  var description: String {
    "basic_block \(conv1.input)→\(conv1.output)" + (stride == 1 ? "" : " stride \(stride)")
  }
}
