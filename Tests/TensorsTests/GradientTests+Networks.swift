import Tensors
import TestSupport

extension GradientTests {
  private static func images() throws -> Tensor { try grid([2, 3, 4, 5], offset: 1 / 32) }
  private static func blocks() throws -> Tensor { try grid([1, 16, 3, 3], offset: 1 / 32) }
  /// Strictly between 0 and 1.
  private static func probabilities() throws -> Tensor {
    try grid([3, 4], seed: 5, offset: 0.5, scale: 0.375)
  }
  private static func targets() throws -> Tensor {
    try Tensor((0..<12).map { Float($0 % 3) / 2 }, shape: [3, 4])
  }
  /// The same stream each time, so that the same elements are dropped.
  private static func stream() -> Random { Random(seed: 3, stream: "dropout") }

  static let more: [GradientCase] = [
    GradientCase("gelu", { try [a()] }) { try $0[0].gelu() },
    GradientCase("leaky relu", { try [a()] }) { try $0[0].leakyRelu(slope: 0.2) },
    GradientCase("leaky relu without slope", { try [a()] }) { try $0[0].leakyRelu(slope: 0) },
    GradientCase("average pool", { try [images()] }) {
      try $0[0].averagePool(size: 3, stride: 2, padding: 1)
    },
    GradientCase("average pool of a blocked layout", { try [blocks()] }) {
      try blocked($0[0]).averagePool(size: 2, stride: 1)
    },
    GradientCase("adaptive average pool", { try [images()] }) {
      try $0[0].adaptiveAveragePool(to: 3)
    },
    GradientCase("global average pool", { try [images()] }) { try $0[0].globalAveragePool() },
    GradientCase("global average pool of a blocked layout", { try [blocks()] }) {
      try blocked($0[0]).globalAveragePool()
    },
    GradientCase("layer norm", { try [a(), grid([4], offset: 1), grid([4], seed: 4)] }) {
      try $0[0].layerNorm(weight: $0[1], bias: $0[2])
    },
    GradientCase("channel norm", { try [images(), grid([3], offset: 1), grid([3], seed: 4)] }) {
      try $0[0].channelNorm(weight: $0[1], bias: $0[2])
    },
    GradientCase(
      "channel norm of a blocked layout",
      { try [blocks(), grid([16], offset: 1), grid([16], seed: 4)] }
    ) { try blocked($0[0]).channelNorm(weight: $0[1], bias: $0[2]) },
    GradientCase("group norm", { try [blocks(), grid([16], offset: 1), grid([16], seed: 4)] }) {
      try blocked($0[0]).groupNorm(groups: 4, weight: $0[1], bias: $0[2])
    },
    GradientCase("dropout", { try [a()] }) {
      var random = stream()
      return try $0[0].dropout(0.4, using: &random)
    },
    GradientCase("dropout of a blocked layout", { try [blocks()] }) {
      var random = stream()
      return try blocked($0[0]).dropout(0.4, using: &random)
    },
    GradientCase("channel dropout", { try [images()] }) {
      var random = stream()
      return try $0[0].channelDropout(0.4, using: &random)
    },
    GradientCase("sampled gaussian", { try [a(), b()] }) {
      var random = stream()
      return try $0[0].sampledGaussian(logVariance: $0[1], using: &random)
    },
    GradientCase("binary cross entropy", { try [probabilities()] }) {
      try $0[0].binaryCrossEntropy(targets: targets())
    },
    GradientCase("weighted binary cross entropy", { try [probabilities()] }) {
      try $0[0].binaryCrossEntropy(targets: targets(), weights: [1, 0, 2])
    },
    GradientCase("binary cross entropy with logits", { try [a()] }) {
      try $0[0].binaryCrossEntropyWithLogits(targets: targets())
    },
    GradientCase("nt-xent", { try [grid([6, 4], offset: 1 / 32)] }) {
      try $0[0].ntXent(temperature: 0.5)
    },
    GradientCase("concatenated along axis 1", { try [a(), grid([3, 2])] }) {
      try Tensor.concatenated($0, axis: 1)
    },
    GradientCase("concatenated along the middle", { try [grid([2, 1, 3]), grid([2, 2, 3])] }) {
      try Tensor.concatenated($0, axis: 1)
    },
  ]
}
