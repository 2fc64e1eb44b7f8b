import ActiveLearning
import Tensors
import TestSupport
import Testing

/// A convolution and its batch norm, with statistics as after some training.
private func pair(bias: Bool) throws -> (convolution: Convolution, norm: BatchNorm) {
  var random = Random(seed: 2, stream: "test")
  let convolution = try Convolution(16, to: 32, kernel: 3, padding: 1, bias: bias, using: &random)
  let norm = try BatchNorm(32, activation: .relu)
  for named in norm.parameters {
    named.parameter.value = try random.uniform(shape: [32], in: 0.5..<1.5)
  }
  return (convolution, norm)
}

/// Products are rounded once more or less: a few units of the last of 24 bits, of sums of 144 terms.
@Test(arguments: [true, false]) func foldedBatchNormGivesTheSame(bias: Bool) throws {
  let (convolution, norm) = try pair(bias: bias)
  let images = try grid([2, 16, 8, 8], seed: 4)
  let apart = try norm(convolution(images, .inference()), .inference())
  let folded = try Sequential([("conv", convolution), ("norm", norm)])(images, .inference())
  let worst = zip(folded.values(), apart.values()).map { abs($0 - $1) }.max() ?? .infinity
  #expect(worst < 1e-4)
  #expect(apart.values().contains { $0 > 1 })
}

@Test func trainingDoesNotFold() throws {
  let (convolution, norm) = try pair(bias: false)
  let images = try grid([4, 16, 8, 8], seed: 4)
  let before = norm.parameters.map { $0.parameter.value.values() }
  _ = try Sequential([("conv", convolution), ("norm", norm)])(images, .training())
  // Running statistics have moved, so that the batch's own were taken.
  let after = norm.parameters.map { $0.parameter.value.values() }
  #expect(before[2] != after[2] && before[3] != after[3])
}
