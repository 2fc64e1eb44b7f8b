import ActiveLearning
import Tensors
import Testing

/// What is measured of batch-norms, in numbers.
@Suite struct NormStatisticsTests {
  private static func network() throws -> any Classifier {
    var rng = Random(seed: 1, stream: "weights")
    return try CNN().makeClassifier(inputShape: [1, 8, 8], classes: 3, using: &rng)
  }

  private static func images(_ count: Int) throws -> Tensor {
    var rng = Random(seed: 2, stream: "images")
    return try rng.uniform(shape: [count, 1, 8, 8], in: 0..<1)
  }

  /// Of a single batch they are that batch's own: looking at it is what training saw of it.
  @Test func ofOneBatchTheyAreExact() throws {
    let (network, images) = try (Self.network(), Self.images(9))
    let moments = BatchMoments()
    let seen = try network.logits(images, .measuring(moments)).values()
    let before = try network.logits(images, .inference()).values()
    try moments.settle()
    let after = try network.logits(images, .inference()).values()
    let scale = seen.map(abs).max() ?? 0
    // The biased variance of a batch normalises it, the unbiased one is kept, which is larger by
    // 1/35 in the last block: of its 9 · 4 values a channel.
    let gap = zip(seen, after).map { abs($0 - $1) }.max() ?? 0
    #expect(gap < scale / 20, "\(gap) of \(scale)")
    let old = zip(seen, before).map { abs($0 - $1) }.max() ?? 0
    #expect(old > scale / 3, "\(old) of \(scale)")
  }

  /// The first batch-norm sees the same images however they are cut into batches.
  @Test func batchesAddUp() throws {
    func first(_ sizes: [Int]) throws -> [Float] {
      let (network, images) = try (Self.network(), Self.images(12))
      let moments = BatchMoments()
      var start = 0
      for size in sizes {
        _ = try network.logits(images.rows(start..<start + size), .measuring(moments))
        start += size
      }
      try moments.settle()
      let state = try network.state
      return try ["mean", "var"].flatMap {
        try #require(state["block1.bn1.running_\($0)"]).values()
      }
    }
    let whole = try first([12])
    for sizes in [[6, 6], [2, 7, 3]] {
      // A float32 sum of 768 values, twice.
      for (a, b) in zip(whole, try first(sizes)) { #expect(abs(a - b) <= 1e-5 * max(abs(a), 1e-2)) }
    }
  }

  @Test func measuringMovesNoWeightAndNoStream() throws {
    let (network, images) = try (Self.network(), Self.images(6))
    let before = try network.state.filter { !$0.key.contains("running") }.mapValues { $0.values() }
    let pass = Pass.measuring(BatchMoments())
    _ = try network.logits(images, pass)
    let after = try network.state.filter { !$0.key.contains("running") }.mapValues { $0.values() }
    #expect(before == after && pass.random == nil)
  }

  @Test(arguments: [(1, 5), (2, 5), (9, 5), (10, 5), (14, 5), (3, 1), (7, 0), (256, 64)])
  func batchesAreEvenAndHoldEveryIdOnce(count: Int, size: Int) {
    let batches = EvenBatches.of(Array(0..<count), size: size)
    #expect(batches.flatMap(\.self) == Array(0..<count))
    let sizes = batches.map(\.count)
    #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
    // Batch-norm has nothing to compare a single image with.
    #expect(count == 1 || (sizes.min() ?? 0) >= min(max(size, 2), count))
  }
}
