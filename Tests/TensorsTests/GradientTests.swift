import Tensors
import TestSupport
import Testing

/// One operation at inputs where it is smooth.
struct GradientCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let inputs: @Sendable () throws -> [Tensor]
  let function: @Sendable ([Tensor]) throws -> Tensor

  init(
    _ name: String, _ inputs: @escaping @Sendable () throws -> [Tensor],
    _ function: @escaping @Sendable ([Tensor]) throws -> Tensor
  ) {
    (testDescription, self.inputs, self.function) = (name, inputs, function)
  }
}

@Suite struct GradientTests {
  static func a() throws -> Tensor { try grid([3, 4], seed: 1, offset: 1 / 32) }
  static func b() throws -> Tensor { try grid([3, 4], seed: 2, offset: 1 / 32) }
  /// Well away from 0.
  static func positive() throws -> Tensor { try grid([3, 4], seed: 3, offset: 2) }

  static let arithmetic: [GradientCase] = [
    GradientCase("+", { try [a(), b()] }) { try $0[0] + $0[1] },
    GradientCase("-", { try [a(), b()] }) { try $0[0] - $0[1] },
    GradientCase("*", { try [a(), b()] }) { try $0[0] * $0[1] },
    GradientCase("/", { try [a(), positive()] }) { try $0[0] / $0[1] },
    GradientCase("+ row", { try [a(), grid([4])] }) { try $0[0] + $0[1] },
    GradientCase("row − matrix", { try [grid([1, 4]), a()] }) { try $0[0] - $0[1] },
    GradientCase("* column", { try [a(), grid([3, 1])] }) { try $0[0] * $0[1] },
    GradientCase("column / matrix", { try [grid([3, 1]), positive()] }) { try $0[0] / $0[1] },
    GradientCase("matrix / column", { try [a(), grid([3, 1], offset: 2)] }) { try $0[0] / $0[1] },
    GradientCase("* scalar tensor", { try [a(), Tensor(0.75)] }) { try $0[0] * $0[1] },
    GradientCase("scalar tensor / matrix", { try [Tensor(0.75), positive()] }) {
      try $0[0] / $0[1]
    },
    GradientCase("numbers", { try [positive()] }) { try 2 - (3 / ($0[0] * 2 + 1) - 0.5) / 4 },
    GradientCase("a value used twice", { try [a()] }) { try $0[0] * $0[0] + $0[0] },
  ]

  static let functions: [GradientCase] = [
    GradientCase("relu", { try [a()] }) { try $0[0].relu() },
    GradientCase("sigmoid", { try [a()] }) { try $0[0].sigmoid() },
    GradientCase("tanh", { try [a()] }) { try $0[0].tanh() },
    GradientCase("exp", { try [a()] }) { try $0[0].exp() },
    GradientCase("log", { try [positive()] }) { try $0[0].log() },
    GradientCase("sqrt", { try [positive()] }) { try $0[0].sqrt() },
    GradientCase("squared", { try [a()] }) { try $0[0].squared() },
    GradientCase("reciprocal", { try [positive()] }) { try $0[0].reciprocal() },
    GradientCase("softmax", { try [a()] }) { try $0[0].softmax() },
    GradientCase("logSoftmax", { try [a()] }) { try $0[0].logSoftmax() },
    GradientCase("logSumExp", { try [a()] }) { try $0[0].logSumExp() },
  ]

  static let shapes: [GradientCase] = [
    GradientCase("sum", { try [a()] }) { try $0[0].sum() },
    GradientCase("mean", { try [a()] }) { try $0[0].mean() },
    GradientCase("sum(axis: 0)", { try [a()] }) { try $0[0].sum(axis: 0) },
    GradientCase("sum(axis: 1)", { try [a()] }) { try $0[0].sum(axis: 1) },
    GradientCase("mean(axis: 1) of three", { try [grid([2, 3, 4])] }) { try $0[0].mean(axis: 1) },
    GradientCase("max(axis: 0)", { try [distinct([3, 4])] }) { try $0[0].max(axis: 0) },
    GradientCase("max(axis: 1)", { try [distinct([3, 4])] }) { try $0[0].max(axis: 1) },
    GradientCase("reshaped", { try [a()] }) { try $0[0].reshaped([2, -1]) },
    GradientCase("transposed", { try [a()] }) { try $0[0].transposed() },
    GradientCase("gather", { try [a()] }) { try $0[0].gather(rows: [2, 0, 2]) },
    GradientCase("rows", { try [a()] }) { try $0[0].rows(1..<3) },
    GradientCase("concatenated", { try [a(), grid([2, 4])] }) { try Tensor.concatenated($0) },
  ]

  static let matrices: [GradientCase] = [
    GradientCase("matmul", { try [a(), grid([4, 2])] }) { try $0[0].matmul($0[1]) },
    GradientCase("matmul ᵀ·", { try [a(), grid([3, 2])] }) {
      try $0[0].matmul($0[1], transposeSelf: true)
    },
    GradientCase("matmul ·ᵀ", { try [a(), grid([2, 4])] }) {
      try $0[0].matmul($0[1], transposeOther: true)
    },
    GradientCase("matmul ᵀ·ᵀ", { try [a(), grid([2, 3])] }) {
      try $0[0].matmul($0[1], transposeSelf: true, transposeOther: true)
    },
    GradientCase("linear", { try [a(), grid([2, 4]), grid([2])] }) {
      try $0[0].linear(weight: $0[1], bias: $0[2])
    },
    GradientCase("squared distances", { try [a(), grid([2, 4])] }) {
      try $0[0].squaredDistances(to: $0[1])
    },
    GradientCase("squared distances, long rows", { try [grid([3, 40]), grid([2, 40], seed: 5)] }) {
      try $0[0].squaredDistances(to: $0[1])
    },
    GradientCase("normalized rows", { try [positive()] }) { try $0[0].normalizedRows() },
    GradientCase("normalized rows, short", { try [a()] }) {
      try $0[0].normalizedRows(epsilon: 100)
    },
  ]

  static let losses: [GradientCase] = [
    GradientCase("cross entropy", { try [a()] }) { try $0[0].crossEntropy(targets: [3, 0, 1]) },
    GradientCase("weighted cross entropy", { try [a()] }) {
      try $0[0].crossEntropy(targets: [3, 0, 1], weights: [0.5, 0, 2])
    },
    GradientCase("mean squared error", { try [a(), b()] }) { try $0[0].meanSquaredError($0[1]) },
    GradientCase("kl divergence", { try [positive()] }) {
      try $0[0].klDivergence(from: grid([3, 4], seed: 9, offset: 1).relu())
    },
  ]

  static let layers: [GradientCase] = [
    GradientCase(
      "convolution",
      { try [grid([2, 3, 5, 6]), grid([4, 3, 3, 3], seed: 2), grid([4], seed: 3)] }
    ) { try $0[0].convolution(weight: $0[1], bias: $0[2], stride: 2, padding: 1) },
    GradientCase(
      "convolution + relu",
      {
        try [
          grid([2, 2, 5, 5]), grid([16, 2, 3, 3], seed: 2), grid([16], seed: 3, offset: 1 / 128),
        ]
      }
    ) { try $0[0].convolution(weight: $0[1], bias: $0[2], activation: .relu) },
    GradientCase(
      "convolution in groups",
      { try [grid([2, 4, 5, 5]), grid([6, 2, 3, 3], seed: 2), grid([6], seed: 3)] }
    ) { try $0[0].convolution(weight: $0[1], bias: $0[2], padding: 1, groups: 2) },
    GradientCase(
      "depthwise convolution", { try [grid([1, 16, 5, 5]), grid([16, 1, 3, 3], seed: 2)] }
    ) { try $0[0].convolution(weight: $0[1], padding: 1, groups: 16) },
    GradientCase("convolution without bias", { try [grid([1, 1, 4, 4]), grid([2, 1, 2, 2])] }) {
      try $0[0].convolution(weight: $0[1])
    },
    GradientCase(
      "transposed convolution",
      { try [grid([2, 3, 3, 4]), grid([3, 2, 3, 3], seed: 2), grid([2], seed: 3)] }
    ) {
      try $0[0].transposedConvolution(
        weight: $0[1], bias: $0[2], stride: 2, padding: 1, outputPadding: 1)
    },
    GradientCase(
      "transposed convolution + relu",
      {
        try [
          grid([2, 16, 2, 2]), grid([16, 2, 3, 3], seed: 2), grid([2], seed: 3, offset: 1 / 128),
        ]
      }
    ) {
      try $0[0].transposedConvolution(weight: $0[1], bias: $0[2], stride: 2, activation: .relu)
    },
    GradientCase(
      "narrow transposed convolution after a blocked layout",
      { try [grid([1, 2, 4, 4]), grid([16, 2, 3, 3], seed: 2), grid([16, 1, 5, 5], seed: 3)] }
    ) {
      try $0[0].convolution(weight: $0[1], stride: 2, padding: 1)
        .transposedConvolution(weight: $0[2], stride: 2, padding: 2, outputPadding: 1)
    },
    GradientCase(
      "batch norm of rows", { try [grid([6, 3]), grid([3], offset: 1), grid([3], seed: 4)] }
    ) {
      var statistics = try RunningStatistics(channels: 3)
      return try $0[0].batchNorm(
        scale: $0[1], shift: $0[2], statistics: &statistics, training: true)
    },
    GradientCase(
      "batch norm + residual",
      {
        try [
          grid([2, 3, 3, 2]), grid([3], offset: 1), grid([3], seed: 4),
          grid([2, 3, 3, 2], seed: 6),
        ]
      }
    ) {
      var statistics = try RunningStatistics(channels: 3)
      return try $0[0].batchNorm(
        scale: $0[1], shift: $0[2], statistics: &statistics, training: true, adding: $0[3])
    },
    GradientCase(
      "batch norm + residual + relu",
      {
        try [
          grid([2, 16, 2, 2]), grid([16], offset: 1), grid([16], seed: 4, offset: 1 / 64),
          grid([2, 16, 2, 2], seed: 6, offset: 1 / 128),
        ]
      }
    ) {
      var statistics = try RunningStatistics(
        mean: Tensor.zeros([16]), variance: Tensor(repeating: 1, shape: [16]))
      return try $0[0].batchNorm(
        scale: $0[1], shift: $0[2], statistics: &statistics, training: false, adding: $0[3],
        activation: .relu)
    },
    GradientCase(
      "batch norm of images",
      { try [grid([2, 3, 3, 2]), grid([3], offset: 1), grid([3], seed: 4)] }
    ) {
      var statistics = try RunningStatistics(channels: 3)
      return try $0[0].batchNorm(
        scale: $0[1], shift: $0[2], statistics: &statistics, training: true)
    },
    GradientCase(
      "batch norm + relu, not training",
      { try [grid([2, 3, 3, 2]), grid([3], offset: 1), grid([3], seed: 4, offset: 1 / 128)] }
    ) {
      var statistics = try RunningStatistics(channels: 3)
      return try $0[0].batchNorm(
        scale: $0[1], shift: $0[2], statistics: &statistics, training: false, activation: .relu)
    },
    GradientCase(
      "batch norm of a blocked layout",
      {
        try [grid([2, 2, 3, 3]), grid([32, 2, 2, 2], seed: 2), grid([32], offset: 1), grid([32])]
      }
    ) {
      var statistics = try RunningStatistics(channels: 32)
      return try $0[0].convolution(weight: $0[1]).batchNorm(
        scale: $0[2], shift: $0[3], statistics: &statistics, training: true)
    },
    GradientCase("max pool", { try [distinct([2, 2, 5, 5])] }) {
      try $0[0].maxPool(size: 3, stride: 2, padding: 1)
    },
    // Places in windows of more than 15×15 do not fit into a byte.
    GradientCase("max pool of large windows", { try [distinct([1, 2, 17, 17])] }) {
      try $0[0].maxPool(size: 16, stride: 3, padding: 2)
    },
    GradientCase("max pool of the largest windows in bytes", { try [distinct([1, 1, 17, 16])] }) {
      try $0[0].maxPool(size: 15, stride: 2, padding: 3)
    },
    GradientCase("max pool of a blocked layout", { try [distinct([1, 1, 4, 4])] }) {
      try $0[0].convolution(weight: Tensor(repeating: 1, shape: [16, 1, 1, 1])).maxPool(size: 2)
    },
  ]

  @Test(arguments: arithmetic + functions + shapes + matrices + losses + layers + more)
  func tapeAgreesWithDifferences(_ operation: GradientCase) throws {
    let mismatch = try gradientMismatch(at: operation.inputs(), of: operation.function)
    #expect(mismatch == nil, "\(operation.testDescription): \(mismatch ?? "")")
  }

  @Test func theCheckCatchesAWrongGradient() throws {
    // One factor hides from the tape: it reports x where the truth is 2x.
    let mismatch = try gradientMismatch(at: [Self.a()]) { try $0[0] * $0[0].detached() }
    #expect(mismatch?.hasPrefix("input 0, element 0") == true)
  }

  @Test func theCheckCatchesAMissingGradient() throws {
    let mismatch = try gradientMismatch(at: [Self.a(), Self.b()]) { try $0[0] + $0[1].detached() }
    #expect(mismatch?.hasPrefix("input 1, element 0") == true)
  }
}
