import ActiveLearning
import Foundation
import Tensors
import Testing

/// What the networks that strategies train for themselves promise: shapes, sizes, weights that go
/// through a file.
@Suite struct TrainedNetworkTests {
  private static func random() -> Random { Random(seed: 1, stream: "weights") }

  @Test(arguments: [([3, 32, 32], 32, 16), ([1, 28, 28], 28, 9)])
  func variationalAutoencoderIsThatOfThePaper(shape: [Int], latent: Int, inner: Int) throws {
    var rng = Self.random()
    let net = try VariationalAutoencoder(inputShape: shape, using: &rng)
    #expect(net.latent == latent)
    let encoder =
      16 * (shape[0] * 128 + 128 * 256 + 256 * 512) + inner * 512 * 1024
      + 2 * (128 + 256 + 512 + 1024)
    let code = 2 * (4096 + 1) * latent
    let decoder =
      (latent + 1) * 16384 + inner * 1024 * 512 + 16 * (512 * 256 + 256 * 128)
      + 2 * (512 + 256 + 128) + 128 * shape[0] + shape[0]
    #expect(net.weightCount == encoder + code + decoder)
    #expect(try net.summaryRows().compactMap { Int($0[3]) }.reduce(0, +) == net.weightCount)

    let images = try rng.uniform(shape: [2] + shape, in: 0..<1)
    let code1 = try net.encode(images, .monteCarlo(using: rng))
    let code2 = try net.encode(images, .inference())
    #expect(code1.mean.shape == [2, latent] && code1.logVariance.shape == [2, latent])
    #expect(code1.mean.values() == code2.mean.values())
    // Without a stream to draw from, the sample is the mean.
    #expect(code1.sample.values() != code1.mean.values())
    #expect(code2.sample.values() == code2.mean.values())
    #expect(try net.decode(code1.sample, .inference()).shape == [2] + shape)
    #expect(throws: Failure.self) { try net.classify(code1.mean, .inference()) }
  }

  @Test func halvesOfTheLatentHaveTheirOwnUse() throws {
    var rng = Self.random()
    let net = try VariationalAutoencoder(
      inputShape: [1, 28, 28], latent: 6, classes: 4, using: &rng)
    let z = try rng.normal(shape: [2, 6])
    let mask = try Tensor([1, 1, 1, 0, 0, 0], shape: [6])
    let pass = Pass.inference()
    #expect(try net.decode(z, pass).values() == net.decode(z * mask, pass).values())
    #expect(try net.classify(z, pass).values() == net.classify(z * (1 - mask), pass).values())
    #expect(try net.classify(z, pass).values() != net.classify(z * mask, pass).values())
    #expect(try net.classify(z, pass).shape == [2, 4])
  }

  @Test(arguments: [[3, 64, 64], [1, 28, 32], [28, 28], [0, 32, 32]])
  func variationalAutoencoderRefusesOtherImages(shape: [Int]) {
    var rng = Self.random()
    #expect {
      try VariationalAutoencoder(inputShape: shape, using: &rng)
    } throws: { "\($0)".contains("expected channels×32×32 or channels×28×28") }
  }

  @Test func smallNetworksAreThoseOfThePapers() throws {
    var rng = Self.random()
    let judge = try LatentDiscriminator(latent: 32, using: &rng)
    #expect(judge.weightCount == 33 * 512 + 513 * 512 + 513)
    let graph = try GraphScorer(features: rng.uniform(shape: [9, 512], in: 0..<1), using: &rng)
    #expect(graph.weightCount == 512 * 128 + 128 + 128 + 1)
    for net in [judge, graph] as [any Network] {
      #expect(try net.summaryRows().compactMap { Int($0[3]) }.reduce(0, +) == net.weightCount)
    }
  }

  @Test func weightsGoThroughAFile() throws {
    let path = SessionFixture.path() + ".safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    func networks(_ seed: UInt64) throws -> [any Network] {
      var rng = Random(seed: seed, stream: "weights")
      return [
        try VariationalAutoencoder(inputShape: [1, 28, 28], latent: 4, classes: 3, using: &rng),
        try LatentDiscriminator(latent: 4, hidden: [5, 5, 5, 5], using: &rng),
        try GraphScorer(features: rng.uniform(shape: [4, 3], in: 0..<1), hidden: 5, using: &rng),
      ]
    }
    for (net, other) in zip(try networks(1), try networks(2)) {
      try SafeTensors.write(net.state, to: path)
      try other.restore(try SafeTensors.read(path).tensors)
      #expect(try net.state.mapValues { $0.values() } == other.state.mapValues { $0.values() })
    }
  }

  @Test func graphScorerTellsLabelledNeighboursFromOthers() throws {
    // Two groups of images along two axes; all labels are in the first.
    var rng = Self.random()
    let noise = try rng.uniform(shape: [40, 6], in: 0..<0.1)
    let axes = try Tensor((0..<240).map { $0 % 6 == $0 / 6 % 2 ? 1 : 0 }, shape: [40, 6])
    let scorer = try GraphScorer(features: noise + axes, hidden: 16, using: &rng)
    var streams = Streams(seed: 4)
    let labelled = [0, 2, 4, 6, 8]
    let first = try scorer.train(labelled: labelled, steps: 1, streams: &streams)
    let last = try scorer.train(labelled: labelled, steps: 199, streams: &streams)
    #expect(last < first)
    let scores = try scorer(.inference()).logits.values()
    let near = stride(from: 10, to: 40, by: 2).map { scores[$0] }.min() ?? 0
    let far = stride(from: 1, to: 40, by: 2).map { scores[$0] }.max() ?? 0
    #expect(near > far)
  }

  @Test func graphNeedsBothKindsOfImages() throws {
    var rng = Self.random()
    let scorer = try GraphScorer(features: rng.uniform(shape: [4, 3], in: 0..<1), using: &rng)
    for labelled in [[], [0, 1, 2, 3], [4]] {
      #expect {
        try scorer.loss(labelled: labelled, .inference())
      } throws: { "\($0)".contains("needs labelled and unlabelled images") }
    }
  }

  @Test func uncertaintyIsThatOfSRAAL() throws {
    // (½, ½, 0): V = ½, m = (1/36 + 2/144)/3 = 1/72, Var = (2/36 + 1/9)/3 = 1/18, so 1 − ½·¼.
    // (1, 0, 0): m = Var. Uniform: 1 − ⅓.
    let p = try Tensor([0.5, 0.5, 0, 1, 0, 0, 1, 1, 1], shape: [3, 3])
    let rows = try p / p.sum(axis: 1).reshaped([3, 1])
    let s = try AdversarialTraining.uncertainty(of: rows)
    // Thirds are rounded to single precision, and their difference from a third with them.
    #expect(abs(s[0] - 0.875) < 1e-6 && abs(s[1]) < 1e-6)
    #expect(s[2] >= Float(2.0 / 3) - 1e-6 && s[2] <= 1)
  }

  @Test func adversarialPartsMustFit() throws {
    var rng = Self.random()
    let vae = try VariationalAutoencoder(inputShape: [1, 28, 28], latent: 4, using: &rng)
    let judge = try LatentDiscriminator(latent: 4, using: &rng)
    let other = try LatentDiscriminator(latent: 5, using: &rng)
    #expect(throws: Failure.self) { try AdversarialTraining(vae, other) }
    #expect(throws: Failure.self) { try AdversarialTraining(vae, judge, weights: .sraal) }
  }
}
