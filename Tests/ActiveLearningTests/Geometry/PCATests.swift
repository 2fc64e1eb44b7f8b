import ActiveLearning
import Tensors
import Testing

@Test func componentsAreScikitLearns() throws {
  for (golden, (n, width)) in zip(try GoldenGeometry.load().pca, [(60, 10), (20, 50)]) {
    let x = try Ruled.points(n, width, groups: 4, seed: 41)
    var rng = Random(seed: 1, stream: "pca")
    let ours = try PCA(components: 3).fit(x, using: &rng)
    // Covariances are float32 sums of at most 60 products; the gaps between the first variances
    // are of the size of the variances.
    #expect(greatestDifference(ours.components.values(), golden.components) < 1e-4)
    #expect(greatestDifference(ours.variances.map { Float($0) }, golden.variances) < 1e-4)
    #expect(greatestDifference(ours.shares.map { Float($0) }, golden.shares) < 1e-5)
    let projected = try ours.transform(x.rows(0..<5)).values()
    #expect(greatestDifference(projected, golden.projected) < 1e-3)
  }
}

@Test func randomizedComponentsAreTheExactOnes() throws {
  let x = try Ruled.points(400, 120, groups: 5, seed: 42)
  var rng = Random(seed: 1, stream: "pca")
  let exact = try PCA(components: 3, method: .exact).fit(x, using: &rng)
  let random = try PCA(components: 3, method: .randomized).fit(x, using: &rng)
  // Noise has a fiftieth of the variance of the first components; nine applications of the
  // covariance leave nothing of it.
  let difference = try (exact.components - random.components).values().map { abs($0) }.max() ?? 1
  #expect(difference < 1e-3)
}

@Test func whitenedCoordinatesHaveUnitVariance() throws {
  let x = try Ruled.points(500, 6, groups: 5, seed: 43)
  var rng = Random(seed: 1, stream: "pca")
  let projection = try PCA(components: 4, whiten: true).fit(x, using: &rng)
  let rows = Plain.rows(try projection.transform(x))
  for a in 0..<4 {
    for b in 0...a {
      let product = rows.reduce(0) { $0 + $1[a] * $1[b] } / 499
      #expect(abs(product - (a == b ? 1 : 0)) < 1e-3)
    }
  }
}

@Test func directionsWithoutVarianceAreNotDividedBy() throws {
  var rng = Random(seed: 1, stream: "pca")
  let projection = try PCA(components: 2, whiten: true).fit(
    Tensor(repeating: 3, shape: [5, 2]), using: &rng)
  #expect(
    try projection.transform(Tensor(repeating: 3, shape: [5, 2])).values().allSatisfy { $0 == 0 })
}

@Test func pcaRefusesWhatItCannotUse() throws {
  var rng = Random(seed: 1, stream: "pca")
  let x = try Ruled.points(5, 3, groups: 2, seed: 1)
  #expect(throws: Failure.self) { try PCA(components: 4).fit(x, using: &rng) }
  #expect(throws: Failure.self) { try PCA(components: 0).fit(x, using: &rng) }
  #expect(throws: Failure.self) { try PCA(components: 1).fit(x.rows(0..<1), using: &rng) }
}
