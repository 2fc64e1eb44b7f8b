import ActiveLearning
import Tensors
import Testing

@Test func metricsAreScikitLearns() throws {
  for expected in try GoldenGeometry.load().agreement {
    let (n, a, b) = (expected.shape[0], expected.shape[1], expected.shape[2])
    let (noise, seed) = (expected.shape[3], UInt32(expected.shape[4]))
    let first = Ruled.scattered(n, groups: a, seed: seed)
    let dice = Ruled.scattered(n, groups: 100, seed: seed + 1)
    let other = Ruled.scattered(n, groups: b, seed: seed + 2)
    let second = (0..<n).map { dice[$0] < noise ? other[$0] : first[$0] % b }
    // Everything is counted exactly; a few roundings in double remain.
    #expect(
      abs(try ClusteringMetrics.adjustedRandIndex(first, second) - expected.ari) < 1e-11)
    #expect(
      abs(try ClusteringMetrics.normalizedMutualInformation(first, second) - expected.nmi) < 1e-11)
    #expect(abs(try ClusteringMetrics.accuracy(first, second) - expected.accuracy) < 1e-11)
    #expect(abs(try ClusteringMetrics.purity(first, second) - expected.purity) < 1e-11)
  }
}

private let measures: [@Sendable ([Int], [Int]) throws -> Double] = [
  ClusteringMetrics.adjustedRandIndex, ClusteringMetrics.normalizedMutualInformation,
  ClusteringMetrics.accuracy, ClusteringMetrics.purity,
]

@Test(arguments: measures.indices) func namesOfClustersDoNotMatter(which: Int) throws {
  let a = Ruled.scattered(200, groups: 6, seed: 5)
  let b = Ruled.scattered(200, groups: 4, seed: 6)
  let value = try measures[which](a, b)
  // Sums over groups in another order.
  #expect(abs(try measures[which](a.map { 5 - $0 }, b) - value) < 1e-12)
  // Far apart, below 0, and too many for a table by value.
  #expect(try measures[which](a.map { $0 * 1_000_000_007 - 3_000_000_000 }, b) == value)
  let extreme = a.map { $0 == 0 ? Int.min : $0 == 1 ? .max : $0 }
  #expect(abs(try measures[which](extreme, b) - value) < 1e-12)
}

@Test(arguments: measures.indices) func equalPartitionsAgreeFully(which: Int) throws {
  let a = Ruled.scattered(100, groups: 7, seed: 8)
  #expect(abs(try measures[which](a.map { $0 * 3 + 1 }, a) - 1) < 1e-12)
  #expect(try measures[which]([4], [9]) == 1)
  #expect(try measures[which]([2, 2, 2], [1, 1, 1]) == 1)
}

@Test func oneGroupSaysNothing() throws {
  let (a, b) = ([0, 0, 0, 0], [0, 1, 0, 1])
  #expect(try ClusteringMetrics.adjustedRandIndex(a, b) == 0)
  #expect(try ClusteringMetrics.normalizedMutualInformation(a, b) == 0)
  #expect(try ClusteringMetrics.accuracy(a, b) == 0.5)
  #expect(try ClusteringMetrics.purity(a, b) == 0.5)
}

@Test func manyGroupsAreCountedWithoutATable() throws {
  // 20,000 × 20,000 pairs would fill 1.6 GB.
  let a = Array(0..<20_000)
  #expect(try ClusteringMetrics.adjustedRandIndex(a, a.reversed()) == 1)
  #expect(try ClusteringMetrics.purity(a, a) == 1)
  #expect(throws: Failure.self) { try ClusteringMetrics.accuracy(a, a) }
}

@Test func metricsRefuseListsThatDoNotFit() {
  for measure in measures {
    #expect(throws: Failure.self) { try measure([1], [1, 2]) }
    #expect(throws: Failure.self) { try measure([], []) }
  }
}

@Test func silhouettesAreScikitLearns() throws {
  let x = try Ruled.points(150, 6, groups: 5, seed: 51)
  var labels = Ruled.scattered(150, groups: 4, seed: 52)
  labels.replaceSubrange(0..<100, with: Ruled.labels(100, groups: 5))
  let ours = try ClusteringMetrics.silhouettes(x, labels: labels)
  let golden = try GoldenGeometry.load().silhouettes
  for (a, b) in zip(ours, golden) {
    // Squared distances down to 1/64 of the lengths' squares lose up to six bits of twenty-four.
    #expect(abs(a - b) < 64 * 8 * 0x1p-24)
  }
  let mean = try ClusteringMetrics.silhouette(x, labels: labels)
  #expect(abs(mean - golden.reduce(0, +) / 150) < 1e-6)
}

@Test func silhouettesDoNotCancelFarFromTheOrigin() throws {
  // Two pairs a hundredth apart, at a distance of 1 from each other, around 1000.
  let x = try Tensor([1000, 1000.01, 1001, 1001.01], shape: [4, 1])
  let ours = try ClusteringMetrics.silhouettes(x, labels: [3, 3, 8, 8])
  // Float32 knows these places to 2⁻¹⁵, on 0.01.
  for value in ours { #expect(abs(value - 0.99) < 0.005) }
}

@Test func silhouetteOfASampleIsNear() throws {
  let x = try Ruled.points(2000, 5, groups: 4, seed: 53)
  let labels = Ruled.labels(2000, groups: 4)
  var rng = Random(seed: 2, stream: "sample")
  let all = try ClusteringMetrics.silhouette(x, labels: labels)
  let some = try ClusteringMetrics.silhouette(x, labels: labels, sample: 500, using: &rng)
  // Silhouettes lie within ±1: five deviations of a mean of 500 are below 5/√500, far above what
  // groups like these show.
  #expect(abs(all - some) < 0.1)
  #expect(throws: Failure.self) {
    try ClusteringMetrics.silhouette(x, labels: labels.map { _ in 1 })
  }
}
