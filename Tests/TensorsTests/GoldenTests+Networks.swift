import Tensors

extension GoldenTests {
  /// Element i of the golden script's targets.
  private static func targets(_ shape: [Int]) throws -> Tensor {
    try Tensor((0..<shape.reduce(1, *)).map { Float($0 * 3 % 5) / 4 }, shape: shape)
  }

  static let networkOperations: [String: Operation] = [
    "gelu": { try $0[0].gelu() },
    "leakyRelu": { try $0[0].leakyRelu(slope: 0.2) },
    "averagePool": { try $0[0].averagePool(size: 3, stride: 2, padding: 1) },
    "averagePool blocked": { try blocked($0[0]).averagePool(size: 2) },
    "adaptiveAveragePool": { try $0[0].adaptiveAveragePool(to: 3) },
    "adaptiveAveragePool blocked": { try blocked($0[0]).adaptiveAveragePool(to: 4) },
    "globalAveragePool": { try $0[0].globalAveragePool() },
    "globalAveragePool blocked": { try blocked($0[0]).globalAveragePool() },
    "layerNorm": { try $0[0].layerNorm(weight: $0[1], bias: $0[2]) },
    "channelNorm": { try $0[0].channelNorm(weight: $0[1], bias: $0[2]) },
    "channelNorm blocked": { try blocked($0[0]).channelNorm(weight: $0[1], bias: $0[2]) },
    "groupNorm": { try $0[0].groupNorm(groups: 3, weight: $0[1], bias: $0[2]) },
    "groupNorm blocked": { try blocked($0[0]).groupNorm(groups: 4, weight: $0[1], bias: $0[2]) },
    "binaryCrossEntropy": { try $0[0].binaryCrossEntropy(targets: targets([5, 3])) },
    "binaryCrossEntropy weighted": {
      try $0[0].binaryCrossEntropy(targets: targets([5, 3]), weights: [0.5, 0, 1, 2, 0.25])
    },
    "binaryCrossEntropyWithLogits": {
      try $0[0].binaryCrossEntropyWithLogits(targets: targets([5, 3]))
    },
    "ntXent": { try $0[0].ntXent(temperature: 0.5) },
    "concatenated axis 1": { try Tensor.concatenated($0, axis: 1) },
  ]
}
