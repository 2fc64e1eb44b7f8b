import ActiveLearning
import Tensors
import TestSupport
import Testing

/// A layer, an input of one sample, the output's shape and how the layer prints.
struct LayerCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let input: [Int]
  let output: [Int]
  let layer: @Sendable () throws -> any Layer

  init(
    _ text: String, _ input: [Int], _ output: [Int],
    _ layer: @escaping @Sendable () throws -> any Layer
  ) {
    (testDescription, self.input, self.output, self.layer) = (text, input, output, layer)
  }
}

@Suite struct LayersTests {
  static let cases: [LayerCase] = [
    LayerCase("max_pool 2×2", [3, 7, 6], [3, 3, 3]) { MaxPool(2) },
    LayerCase("max_pool 3×3 stride 2 padding 1", [3, 7, 6], [3, 4, 3]) {
      MaxPool(3, stride: 2, padding: 1)
    },
    LayerCase("average_pool 3×3 stride 1", [2, 5, 4], [2, 3, 2]) { AveragePool(3, stride: 1) },
    LayerCase("adaptive_average_pool 7×7", [2, 5, 9], [2, 7, 7]) { AdaptiveAveragePool(to: 7) },
    LayerCase("global_average_pool", [4, 5, 6], [4]) { GlobalAveragePool() },
    LayerCase("linear 6→4", [6], [4]) {
      var rng = Random(seed: 2, stream: "weights")
      return try Linear(6, to: 4, using: &rng)
    },
    LayerCase("reshape 2×3×4", [24], [2, 3, 4]) { Reshape(to: [2, 3, 4]) },
    LayerCase(
      "transposed_convolution 2→3 3×3 stride 2 padding 1 output_padding 1", [2, 4, 5], [3, 8, 10]
    ) {
      var rng = Random(seed: 2, stream: "weights")
      return try TransposedConvolution(
        2, to: 3, kernel: 3, stride: 2, padding: 1, outputPadding: 1, using: &rng)
    },
    LayerCase("layer_norm 6", [6], [6]) { try LayerNorm(6) },
    LayerCase("channel_norm 4", [4, 3, 2], [4, 3, 2]) { try ChannelNorm(4) },
    LayerCase("group_norm 2 of 4", [4, 3, 2], [4, 3, 2]) { try GroupNorm(2, of: 4) },
    LayerCase("normalize", [5], [5]) { Normalize() },
    LayerCase("dropout 0.5", [4, 3, 2], [4, 3, 2]) { Dropout(0.5) },
    LayerCase("channel_dropout 0.25", [4, 3, 2], [4, 3, 2]) { ChannelDropout(0.25) },
    LayerCase("gelu", [4], [4]) { Activate(.gelu) },
    LayerCase("tanh", [4], [4]) { Activate(.tanh) },
    LayerCase("sigmoid", [4], [4]) { Activate(.sigmoid) },
    LayerCase("relu", [4], [4]) { Activate(.relu) },
    LayerCase("leaky_relu 0.2", [4], [4]) { Activate(.leakyRelu, slope: 0.2) },
  ]

  @Test(arguments: cases)
  func aLayerPrintsAsTypedAndGivesTheShapeItPromises(_ example: LayerCase) throws {
    let layer = try example.layer()
    #expect(layer.description == example.testDescription)
    #expect(try layer.outputShape(for: example.input) == example.output)
    let pass = Pass.training(using: Random(seed: 1, stream: "dropout"))
    let y = try layer(grid([3] + example.input), pass)
    #expect(y.shape == [3] + example.output)
  }

  @Test(
    arguments: [
      (
        "max_pool 9×9: input does not fit (expected c×h×w with h, w of at least 9 with padding 0, got 3×8×8)",
        LayerCase("", [3, 8, 8], []) { MaxPool(9) }
      ),
      (
        "max_pool 2×2 stride 0: input does not fit (expected c×h×w with h, w of at least 2 with padding 0, got 3×8×8)",
        LayerCase("", [3, 8, 8], []) { MaxPool(2, stride: 0) }
      ),
      (
        "global_average_pool: input does not fit (expected c×h×w, got 8)",
        LayerCase("", [8], []) { GlobalAveragePool() }
      ),
      (
        "layer_norm 6: input does not fit (expected 6, got 5)",
        LayerCase("", [5], []) { try LayerNorm(6) }
      ),
      (
        "channel_norm 6: input does not fit (expected 6×h×w, got 5×2×2)",
        LayerCase("", [5, 2, 2], []) { try ChannelNorm(6) }
      ),
    ])
  func aMisfitNamesTheLayerAndBothShapes(line: String, example: LayerCase) throws {
    let layer = try example.layer()
    #expect {
      try layer.outputShape(for: example.input)
    } throws: { "\($0)" == line }
  }

  @Test func withoutAStreamNothingIsDropped() throws {
    let x = try distinct([3, 4, 5, 5])
    for pass in [Pass.training(), .inference()] {
      #expect(try Dropout(0.5)(x, pass).values() == x.values())
      #expect(try ChannelDropout(0.5)(x, pass).values() == x.values())
    }
  }

  @Test func aMonteCarloPassDrawsOn() throws {
    let pass = Pass.monteCarlo(using: Random(seed: 4, stream: "dropout"))
    var random = Random(seed: 4, stream: "dropout")
    let x = try Tensor(repeating: 1, shape: [40, 10])
    let first = try Dropout(0.5)(x, pass).values()
    let second = try Dropout(0.5)(x, pass).values()
    #expect(first != second)
    #expect(try first == x.dropout(0.5, using: &random).values())
    #expect(try second == x.dropout(0.5, using: &random).values())
    #expect(pass.random == random)
  }

  @Test func normalizationsStartAsTheIdentityOfNormalRows() throws {
    let pass = Pass.training()
    let layer = try LayerNorm(4)
    #expect(layer.parameters.map(\.name) == ["weight", "bias"])
    // Mean 0 and variance 1 already; ε takes 5·10⁻⁶ off.
    let x = try Tensor([1, -1, 1, -1], shape: [1, 4])
    let y = try layer(x, pass).values()
    #expect(zip(y, x.values()).allSatisfy { abs($0 - $1) < 1e-5 })
  }
}
