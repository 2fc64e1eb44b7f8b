import Tensors

extension FailureTests {
  private static func dropped(_ probability: Float) throws {
    var random = Random(seed: 1, stream: "dropout")
    _ = try Tensor.zeros([2, 2]).dropout(probability, using: &random)
  }

  static let more: [WrongCall] = [
    WrongCall("dropout: wrong probability (expected a number from 0 to less than 1, got 1.0)") {
      try dropped(1)
    },
    WrongCall("dropout: wrong probability (expected a number from 0 to less than 1, got -0.1)") {
      try dropped(-0.1)
    },
    WrongCall("dropout: wrong probability (expected a number from 0 to less than 1, got nan)") {
      try dropped(.nan)
    },
    WrongCall(
      "channel dropout: the input is no batch of images (expected [n, c, h, w], got [2, 2])"
    ) {
      var random = Random(seed: 1, stream: "dropout")
      _ = try Tensor.zeros([2, 2]).channelDropout(0.5, using: &random)
    },
    WrongCall(
      "average pool 2×2: wrong input or window (expected [n, c, h, w], stride ≥ 1 and padding at most half the size, got [1, 1, 4, 4], stride 2, padding 2)"
    ) { _ = try Tensor.zeros([1, 1, 4, 4]).averagePool(size: 2, padding: 2) },
    WrongCall(
      "average pool \(Int.max)×\(Int.max): wrong input or window (expected [n, c, h, w], stride ≥ 1 and padding at most half the size, got [1, 1, 4, 4], stride \(Int.max), padding 0)"
    ) { _ = try Tensor.zeros([1, 1, 4, 4]).averagePool(size: .max) },
    WrongCall(
      "average pool 5×5: the input is smaller than the window (got [1, 1, 4, 4])"
    ) { _ = try Tensor.zeros([1, 1, 4, 4]).averagePool(size: 5) },
    WrongCall(
      "adaptive average pool to 0×0: wrong input or size (expected [n, c, h, w] and a size from 1 on, got [1, 1, 4, 4])"
    ) { _ = try Tensor.zeros([1, 1, 4, 4]).adaptiveAveragePool(to: 0) },
    WrongCall(
      "global average pool: the input is no batch of images (expected [n, c, h, w], got [4, 4])"
    ) { _ = try Tensor.zeros([4, 4]).globalAveragePool() },
    WrongCall("group norm: channels do not make whole groups (expected a divisor of 6, got 4)") {
      _ = try Tensor.zeros([1, 6, 2, 2]).groupNorm(
        groups: 4, weight: .zeros([6]), bias: .zeros([6]))
    },
    WrongCall("group norm: the input is no batch of images (expected [n, c, h, w], got [6, 2])") {
      _ = try Tensor.zeros([6, 2]).groupNorm(groups: 2, weight: .zeros([2]), bias: .zeros([2]))
    },
    WrongCall("layer norm 3: wrong parameters (expected [3], got [2])") {
      _ = try Tensor.zeros([4, 3]).layerNorm(weight: .zeros([3]), bias: .zeros([2]))
    },
    WrongCall("layer norm 3: wrong epsilon (expected a number from 0 on, got -1.0)") {
      _ = try Tensor.zeros([4, 3]).layerNorm(weight: .zeros([3]), bias: .zeros([3]), epsilon: -1)
    },
    WrongCall("layer norm: there are no rows (expected [n, d], got [0, 3])") {
      _ = try Tensor.zeros([0, 3]).layerNorm(weight: .zeros([3]), bias: .zeros([3]))
    },
    WrongCall("channel norm 3: wrong parameters (expected [3], got [4])") {
      _ = try Tensor.zeros([1, 3, 2, 2]).channelNorm(weight: .zeros([4]), bias: .zeros([3]))
    },
    WrongCall("leaky relu: wrong slope (expected a number from 0 to 1, got nan)") {
      _ = try Tensor.zeros([2]).leakyRelu(slope: .nan)
    },
    WrongCall(
      "binary cross entropy: the inputs are no probabilities (expected numbers from 0 to 1)"
    ) { _ = try Tensor([0.5, 1.5], shape: [2]).binaryCrossEntropy(targets: .zeros([2])) },
    WrongCall(
      "binary cross entropy: the targets are no probabilities (expected numbers from 0 to 1)"
    ) { _ = try Tensor.zeros([1]).binaryCrossEntropy(targets: Tensor([2], shape: [1])) },
    WrongCall("binary cross entropy: wrong weights (expected 2, one for each row, got 1)") {
      _ = try Tensor.zeros([2, 3]).binaryCrossEntropy(targets: .zeros([2, 3]), weights: [1])
    },
    WrongCall("binary cross entropy: the targets are tracked (expected constants)") {
      let tape = Tape()
      _ = try Tensor.zeros([2]).binaryCrossEntropy(targets: tape.variable(.zeros([2])))
    },
    WrongCall(
      "binary cross entropy with logits: the shapes differ or are empty (expected [2], got [3])"
    ) { _ = try Tensor.zeros([2]).binaryCrossEntropyWithLogits(targets: .zeros([3])) },
    WrongCall("nt-xent: the rows are no pairs (expected [2n, d], got [3, 2])") {
      _ = try Tensor.zeros([3, 2]).ntXent(temperature: 1)
    },
    WrongCall("nt-xent: wrong temperature (expected a number above 0, got 0.0)") {
      _ = try Tensor.zeros([4, 2]).ntXent(temperature: 0)
    },
    WrongCall(
      "sampled gaussian: mean and log variance differ in shape (expected [2], got [3])"
    ) {
      var random = Random(seed: 1, stream: "sample")
      _ = try Tensor.zeros([2]).sampledGaussian(logVariance: .zeros([3]), using: &random)
    },
    WrongCall("concatenated: no axis 2 (expected 0 to 1, got [2, 3])") {
      _ = try Tensor.concatenated([.zeros([2, 3])], axis: 2)
    },
    WrongCall("concatenated: the shapes differ beyond axis 1 (expected [2, 3], got [3, 3])") {
      _ = try Tensor.concatenated([.zeros([2, 3]), .zeros([3, 3])], axis: 1)
    },
  ]
}
