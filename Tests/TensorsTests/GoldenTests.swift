import Tensors
import TestSupport
import Testing

@Suite struct GoldenTests {
  typealias Operation = @Sendable ([Tensor]) throws -> Tensor

  static let operations: [String: Operation] = [
    "add": { try $0[0] + $0[1] },
    "subtract row": { try $0[0] - $0[1] },
    "multiply column": { try $0[0] * $0[1] },
    "divide": { try $0[0] / $0[1] },
    "relu": { try $0[0].relu() },
    "sigmoid": { try $0[0].sigmoid() },
    "tanh": { try $0[0].tanh() },
    "exp": { try $0[0].exp() },
    "log": { try $0[0].log() },
    "sqrt": { try $0[0].sqrt() },
    "reciprocal": { try $0[0].reciprocal() },
    "squared": { try $0[0].squared() },
    "matmul": { try $0[0].matmul($0[1]) },
    "linear": { try $0[0].linear(weight: $0[1], bias: $0[2]) },
    "softmax": { try $0[0].softmax() },
    "logSoftmax": { try $0[0].logSoftmax() },
    "logSumExp": { try $0[0].logSumExp() },
    "sum axis 0": { try $0[0].sum(axis: 0) },
    "mean axis 1": { try $0[0].mean(axis: 1) },
    "max axis 1": { try $0[0].max(axis: 1) },
    "gather": { try $0[0].gather(rows: [4, 0, 4, 2]) },
    "normalizedRows": { try $0[0].normalizedRows() },
    "squaredDistances": { try $0[0].squaredDistances(to: $0[1]) },
    "squaredDistances long": { try $0[0].squaredDistances(to: $0[1]) },
    "crossEntropy": { try $0[0].crossEntropy(targets: [3, 0, 6, 6, 1]) },
    "crossEntropy weighted": {
      try $0[0].crossEntropy(targets: [3, 0, 6, 6, 1], weights: [0.5, 0, 1, 2, 0.25])
    },
    "meanSquaredError": { try $0[0].meanSquaredError($0[1]) },
    "klDivergence": { inputs in
      let logits = (0..<35).map { (i: Int) -> Float in Float((i / 7 * 5 + i % 7 * 3) % 7) / 4 }
      let target = try Tensor(logits, shape: [5, 7]).softmax()
      return try inputs[0].softmax().klDivergence(from: target)
    },
    "convolution first layer": {
      try $0[0].convolution(weight: $0[1], bias: $0[2], stride: 2, padding: 2, activation: .relu)
    },
    "convolution blocked": {
      try $0[0].convolution(weight: $0[1], bias: $0[2], stride: 2, padding: 1)
    },
    "convolution odd": {
      try $0[0].convolution(weight: $0[1], bias: $0[2], activation: .relu)
    },
    "transposed blocked": {
      try $0[0].transposedConvolution(weight: $0[1], bias: $0[2], stride: 2, activation: .relu)
    },
    "transposed last layer": {
      try $0[0].transposedConvolution(
        weight: $0[1], bias: $0[2], stride: 2, padding: 2, outputPadding: 1)
    },
    "transposed colour": {
      try $0[0].transposedConvolution(weight: $0[1], bias: $0[2], padding: 1, activation: .relu)
    },
    "transposed odd": {
      try $0[0].transposedConvolution(
        weight: $0[1], bias: $0[2], stride: 3, padding: 1, outputPadding: 2)
    },
    "maxPool": { try $0[0].maxPool(size: 3, stride: 2, padding: 1) },
    "batchNorm images": {
      var statistics = try RunningStatistics(channels: 5)
      return try $0[0].batchNorm(
        scale: $0[1], shift: $0[2], statistics: &statistics, training: true, activation: .relu)
    },
    "batchNorm rows": {
      var statistics = try RunningStatistics(channels: 20)
      return try $0[0].batchNorm(
        scale: $0[1], shift: $0[2], statistics: &statistics, training: true)
    },
    "batchNorm evaluation": {
      var statistics = RunningStatistics(
        mean: try Tensor([0.1, -0.2, 0.3, 0], shape: [4]),
        variance: try Tensor([0.5, 1, 2, 1.5], shape: [4]))
      return try $0[0].batchNorm(
        scale: $0[1], shift: $0[2], statistics: &statistics, training: false)
    },
  ]

  /// PyTorch computed in double precision, so the whole error is ours: sums of at most 800 products
  /// of single precision, √800 · 2⁻²⁴ ≈ 2·10⁻⁶ of the largest where signs are mixed; five times that.
  static let tolerance: Float = 1e-5

  static let all = operations.merging(networkOperations) { a, _ in a }

  @Test(arguments: all.keys.sorted())
  func operationGivesPyTorchsValuesAndGradients(_ name: String) throws {
    let golden = try #require(try GoldenOperation.load()[name], "no golden values of \(name)")
    let operation = try #require(Self.all[name])
    let tape = Tape()
    let leaves = try golden.inputs.map { tape.variable(try $0.tensor()) }
    let output = try operation(leaves)
    #expect(try distance(output, golden.output.tensor()) < Self.tolerance)

    let weights = try Tensor(
      (0..<output.count).map { (Float(($0 * 7) % 13) - 6) / 8 }, shape: output.shape)
    let gradients = try tape.gradients(of: (output * weights).sum(), for: leaves)
    for (number, (ours, theirs)) in zip(gradients, golden.gradients).enumerated() {
      let error = try distance(ours, theirs.tensor())
      #expect(error < Self.tolerance, "gradient \(number)")
    }
  }

  @Test func blockedLayoutsGiveTheSameValues() throws {
    // The same transposed convolution, once from row-major input and once from what a convolution
    // left in its own layout, goes through different kernels.
    let x = try grid([3, 16, 6, 6])
    let identity = try Tensor(
      (0..<256).map { $0 / 16 == $0 % 16 ? 1 : 0 }, shape: [16, 16, 1, 1])
    let weight = try grid([16, 1, 5, 5], seed: 4)
    let plain = try x.transposedConvolution(weight: weight, stride: 2, padding: 2, outputPadding: 1)
    let blocked = try x.convolution(weight: identity)
      .transposedConvolution(weight: weight, stride: 2, padding: 2, outputPadding: 1)
    // Sums of grid values are exact in single precision, in any order.
    #expect(plain.values() == blocked.values())
  }

  @Test func everyGoldenCaseIsCompared() throws {
    let elsewhere: Set = [
      "autoencoder", "adam", "adam with decay", "sgd", "sgd with momentum", "sgd with nesterov",
    ]
    #expect(try Set(GoldenOperation.load().keys) == elsewhere.union(Self.all.keys))
  }
}
