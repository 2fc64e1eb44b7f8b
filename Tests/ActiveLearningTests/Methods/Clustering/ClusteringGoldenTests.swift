import ActiveLearning
import Foundation
import Tensors
import Testing

/// The networks that clustering methods train, beside PyTorch: outputs, losses and two steps.
///
/// PyTorch computed in double precision, so the whole error is ours. Ten to twenty layers of sums of
/// up to 16,384 products in single precision: each √16384 · 2⁻²⁴ ≈ 8·10⁻⁶ of the largest at worst,
/// twenty of them 1.5·10⁻⁴. The second loss has been through a step, whose gradients took the same
/// way back: twice that, and rounded up.
@Suite(.serialized) struct ClusteringGoldenTests {
  static let outputTolerance: Float = 1.5e-4
  static let lossTolerance = 1e-3

  @Test func stackedAutoencoderGivesPyTorchsNumbers() throws {
    let golden = try GoldenLearner.load("stacked")
    var rng = Random(seed: 1, stream: "weights")
    let net = try StackedAutoencoder(inputShape: [1, 8, 8], using: &rng)
    try GoldenLearner.fill(net.trained, as: golden.parameters)
    let images = try GoldenLearner.images(70, [6, 1, 8, 8])
    let code = try net.encoder(images, .inference())
    golden.expect(code, "code", Self.outputTolerance)
    golden.expect(try net.decoder(code, .inference()), "image", Self.outputTolerance)
    var optimizer = SGD(rate: 3e-5, momentum: 0.9)
    var streams = Streams(seed: 3)
    for step in 0..<2 {
      let terms = try net.reconstructionStep(
        images, with: &optimizer, position: "\(step)", streams: &streams)
      GoldenLearner.expect(terms, golden.losses[step], within: Self.lossTolerance)
    }
    golden.expectLearned(net.trained, golden.learned, moved: nil)
  }

  @Test func selfTrainingGivesPyTorchsNumbers() throws {
    let golden = try GoldenLearner.load("self-training")
    var rng = Random(seed: 1, stream: "weights")
    let net = try StackedAutoencoder(inputShape: [1, 8, 8], using: &rng)
    let all = try GoldenLearner.load("stacked").parameters
    try GoldenLearner.fill(net.trained, as: all)
    let clustering = try ClusteringLayer(
      meansOf: .zeros([1, 10]), classes: [0], count: 4)
    clustering.centres.value = try GoldenLearner.values(90, [4, 10], scale: 2)
    let images = try GoldenLearner.images(70, [6, 1, 8, 8])
    let q = try clustering.assign(net.encoder(images, .inference()), .inference())
    let target = try ClusteringLayer.target(for: q)
    golden.expect(target, "target", Self.outputTolerance)
    var optimizer = SGD(rate: 0.003, momentum: 0.9)
    var streams = Streams(seed: 3)
    for step in 0..<2 {
      let terms = try net.clusteringStep(
        images, target: target, clustering: clustering, with: &optimizer, position: "\(step)",
        streams: &streams)
      GoldenLearner.expect(terms, golden.losses[step], within: Self.lossTolerance)
    }
    let named = net.trained + [NamedParameter("centres", clustering.centres)]
    golden.expectLearned(named, golden.learned, moved: nil)
    let decoder = try #require(net.trained.last)
    #expect(
      try decoder.parameter.value.values()
        == GoldenLearner.values(all.count - 1, decoder.parameter.value.shape).values())
  }

  @Test func siameseNetworkGivesPyTorchsNumbers() throws {
    let golden = try GoldenLearner.load("siamese")
    var rng = Random(seed: 1, stream: "weights")
    let net = try SiameseEmbedder(inputShape: [1, 12, 12], using: &rng)
    try GoldenLearner.fill(net.trained, as: golden.parameters)
    let (first, second) = try (
      GoldenLearner.images(80, [4, 1, 12, 12]), GoldenLearner.images(81, [4, 1, 12, 12])
    )
    golden.expect(try net(first, .inference()), "embeddings", Self.outputTolerance)
    var optimizer = SGD(rate: 3e-4, momentum: 0.9)
    var streams = Streams(seed: 3)
    for step in 0..<2 {
      let terms = try net.pairStep(
        first, second, isSame: [true, false, true, false], with: &optimizer, position: "\(step)",
        streams: &streams)
      GoldenLearner.expect(terms, golden.losses[step], within: Self.lossTolerance)
    }
    golden.expectLearned(net.trained, golden.learned, moved: nil)
  }

  @Test func theConvolutionalAutoencoderGivesPyTorchsNumbers() throws {
    let golden = try GoldenLearner.load("dcec")
    var rng = Random(seed: 1, stream: "weights")
    let net = try Autoencoder(
      inputShape: [1, 12, 12], embeddingSize: 10, normalizes: false, using: &rng)
    try GoldenLearner.fill(net.trained, as: golden.parameters)
    let images = try GoldenLearner.images(130, [6, 1, 12, 12])
    let code = try net.encoder(images, .inference())
    golden.expect(code, "code", Self.outputTolerance)
    golden.expect(try net.decoder(code, .inference()), "image", Self.outputTolerance)
    var optimizer = SGD(rate: 3e-5, momentum: 0.9)
    var streams = Streams(seed: 3)
    for step in 0..<2 {
      let terms = try net.reconstructionStep(
        images, with: &optimizer, position: "\(step)", streams: &streams)
      GoldenLearner.expect(terms, golden.losses[step], within: Self.lossTolerance)
    }
    golden.expectLearned(net.trained, golden.learned, moved: nil)
  }
}
