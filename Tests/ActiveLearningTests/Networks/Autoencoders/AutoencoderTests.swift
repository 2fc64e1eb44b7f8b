import ActiveLearning
import Tensors
import Testing

@Test(
  arguments: [
    [1, 8, 8], [1, 16, 16], [1, 28, 28], [3, 32, 32], [3, 64, 64], [1, 30, 30], [2, 29, 37],
  ])
func rebuildsTheShapeItWasGiven(shape: [Int]) throws {
  var rng = Random(seed: 1, stream: "weights")
  let net = try Autoencoder(inputShape: shape, embeddingSize: 5, using: &rng)
  let x = try rng.uniform(shape: [2] + shape, in: 0..<1)
  let pass = Pass.training()
  let z = try net.encoder(x, pass)
  #expect(z.shape == [2, 5])
  #expect(try net.decoder(z, pass).shape == x.shape)
  #expect(try net.encoder.outputShape(for: shape) == [5])
}

@Test func tooSmallImagesAreRefused() {
  var rng = Random(seed: 1, stream: "weights")
  #expect {
    try Autoencoder(inputShape: [1, 7, 8], embeddingSize: 5, using: &rng)
  } throws: { "\($0)".contains("images do not fit") && "\($0)".contains("got 1×7×8") }
}

@Test func aLayerNamesItselfAndBothShapes() throws {
  var rng = Random(seed: 1, stream: "weights")
  let layer = try Convolution(3, to: 16, kernel: 5, using: &rng)
  #expect {
    try layer.outputShape(for: [1, 28, 28])
  } throws: {
    "\($0)" == "convolution 3→16 5×5: input does not fit "
      + "(expected 3×h×w with h, w of at least 5, got 1×28×28)"
  }
}

@Test func weightsOfAnotherNetworkAreNamed() throws {
  var rng = Random(seed: 1, stream: "weights")
  let small = try Autoencoder(inputShape: [1, 8, 8], embeddingSize: 5, using: &rng)
  let large = try Autoencoder(inputShape: [1, 8, 8], embeddingSize: 6, using: &rng)
  let before = small.state.mapValues { $0.values() }
  #expect {
    try small.restore(large.state)
  } throws: { "\($0)".contains("'encoder.embedding.weight' does not fit") }
  #expect(small.state.mapValues { $0.values() } == before)
}

@Test func weightCountIsThatOfTheLayers() throws {
  var rng = Random(seed: 1, stream: "weights")
  let net = try Autoencoder(inputShape: [1, 28, 28], embeddingSize: 10, using: &rng)
  let encoder = (25 + 1) * 32 + (32 * 25 + 1) * 64 + (64 * 9 + 1) * 128 + 256 + (1152 + 1) * 10
  let decoder =
    (10 + 1) * 1152 + 2 * 1152 + 128 * 64 * 9 + 64 + 64 * 32 * 25 + 32 + 32 * 25 + 1
  #expect(net.weightCount == encoder + decoder)
}
