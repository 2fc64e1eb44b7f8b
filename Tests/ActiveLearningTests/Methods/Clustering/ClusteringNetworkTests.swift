import ActiveLearning
import Foundation
import Tensors
import Testing

/// What the networks and losses of clustering methods promise: shapes, sizes, weights that go
/// through a file.
@Suite struct ClusteringNetworkTests {
  private static func random() -> Random { Random(seed: 1, stream: "weights") }

  @Test func networksAreThoseOfThePapers() throws {
    var rng = Self.random()
    let stacked = try StackedAutoencoder(inputShape: [1, 28, 28], using: &rng)
    let half = 784 * 500 + 500 * 500 + 500 * 2000 + 2000 * 10
    #expect(
      stacked.weightCount
        == 2 * half + (500 + 500 + 2000 + 10) + (2000 + 500 + 500 + 784))
    let siamese = try SiameseEmbedder(inputShape: [3, 32, 32], using: &rng)
    let stages = (3 * 64 + 2 * 64 * 64) + (64 * 128 + 2 * 128 * 128) + (128 * 256 + 2 * 256 * 256)
    #expect(
      siamese.weightCount == 9 * stages + 3 * (64 + 128 + 256) + 256 * 10 + 10 + 10 * 10 + 10)
    for net in [stacked, siamese] as [any Network] {
      #expect(try net.summaryRows().compactMap { Int($0[3]) }.reduce(0, +) == net.weightCount)
    }
    #expect(throws: Failure.self) {
      try SiameseEmbedder(inputShape: [1, 7, 7], using: &rng)
    }
    #expect(throws: Failure.self) { try StackedAutoencoder(inputShape: [0, 3], using: &rng) }
  }

  @Test func weightsGoThroughAFile() throws {
    let path = SessionFixture.path() + ".safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    func networks(_ seed: UInt64) throws -> [any Network] {
      var rng = Random(seed: seed, stream: "weights")
      return [
        try StackedAutoencoder(inputShape: [1, 8, 8], hidden: [7, 6], using: &rng),
        try SiameseEmbedder(inputShape: [1, 8, 8], using: &rng),
      ]
    }
    for (net, other) in zip(try networks(1), try networks(2)) {
      try SafeTensors.write(net.state, to: path)
      try other.restore(try SafeTensors.read(path).tensors)
      #expect(try net.state.mapValues { $0.values() } == other.state.mapValues { $0.values() })
    }
  }

  @Test func pairsArePulledAndPushed() throws {
    let loss = PairContrastiveLoss(margin: 1)
    let f = try Tensor([0, 0, 0, 0, 0, 0], shape: [3, 2])
    let g = try Tensor([3, 4, 0.3, 0.4, 3, 4], shape: [3, 2])
    // Same: 25. Different and nearer than the margin: (1 − ½)². Different and far: 0.
    let value = try loss(f, g, isSame: [true, false, false]).item()
    #expect(abs(value - 25.25 / 3) < 1e-5)
    let tape = Tape()
    let same = tape.variable(f)
    // Two different images in the same place: no direction to push, and no NaN.
    let gradient = try tape.gradients(
      of: loss(same, f, isSame: [false, false, false]), for: [same])
    #expect(gradient[0].values().allSatisfy { $0 == 0 })
  }

  @Test func regressionMakesDistancesZeroOrAlpha() throws {
    let loss = PairRegressionLoss(alpha: 4)
    let f = try Tensor(repeating: 0, shape: [3, 2])
    let g = try Tensor([3, 4, 0.3, 0.4, 0.6, 0.8], shape: [3, 2])
    // Two classes at 5, beyond α: 0. Two at ½: 3.5². One at 1: 1.
    let value = try loss(f, g, isSame: [false, false, true]).item()
    #expect(abs(value - (12.25 + 1) / 3) < 1e-5)
  }

  @Test func linksPullAndPushEachKindByItself() throws {
    let loss = LinkLoss(margin: 2)
    let f = try Tensor(repeating: 0, shape: [4, 1])
    let g = try Tensor([1, 3, 1, 2], shape: [4, 1])
    // One class: (1 + 9)/2. Two classes: (max(2 − 1, 0) + max(2 − 4, 0))/2.
    let terms = try loss(f, g, isSame: [true, true, false, false])
    #expect(terms.map(\.name) == ["must_link", "cannot_link"])
    #expect(try terms.map { try $0.value.item() } == [5, 0.5])
    #expect(try loss(f, g, isSame: [true, true, true, true]).count == 1)
  }
}
