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

/// White noise: singular values fall as slowly as they can. Of the variance of the first ten exact
/// components scikit-learn's "randomized" solver keeps 0.9791 ± 0.0022, with four iterations
/// 0.9465 ± 0.0038 (`scripts/dev/pca-spectra.py`, 40 seeds of each); 0.965 is five deviations from both.
@Test(arguments: UInt64(1)...3)
func slowlyFallingSpectraKeepWhatScikitLearnKeeps(seed: UInt64) throws {
  var rng = Random(seed: seed, stream: "noise")
  let x = try rng.normal(shape: [600, 500])
  func variance(_ pca: PCA) throws -> Double {
    var rng = Random(seed: seed, stream: "pca")
    return try pca.fit(x, using: &rng).variances.reduce(0, +)
  }
  let exact = try variance(PCA(components: 10, method: .exact))
  let share = try variance(PCA(components: 10, method: .randomized)) / exact
  #expect(share > 0.965 && share < 1 + 1e-5, "\(share)")
  // More of the space, and more iterations, lose less.
  let turned = PCA(components: 10, method: .randomized, iterations: 40)
  #expect(try variance(turned) / exact > 0.9999)
}

/// As scikit-learn's `iterated_power = "auto"`: 7 for less than a tenth of the components, else 4.
@Test(arguments: [(11, 7), (12, 4), (40, 4), (1, 7)])
func iterationsFollowFromTheShareOfTheComponents(components: Int, iterations: Int) throws {
  var rng = Random(seed: 3, stream: "noise")
  let x = try rng.normal(shape: [150, 120])
  func variances(_ iterations: Int?) throws -> [Double] {
    var rng = Random(seed: 1, stream: "pca")
    return try PCA(components: components, method: .randomized, iterations: iterations)
      .fit(x, using: &rng).variances
  }
  let automatic = try variances(nil)
  #expect(try automatic == variances(iterations))
  #expect(try automatic != variances(11 - iterations))
}

/// Beyond LAPACK's integers the reason is not that memory is missing, on any machine.
@Test func tooManyRowsForLAPACKAreRefusedBeforeMemoryIsAskedFor() throws {
  for order in [32_767, 3_000_000, Int(Int32.max)] {
    #expect {
      try PCA.requireEigen(order: order, expected: "fewer")
    } throws: { "\($0)".contains("LAPACK's 32-bit integers count (expected fewer, got \(order))") }
  }
  try PCA.requireEigen(order: 1, expected: "fewer")
  #expect(throws: Never.self) { try SymmetricEigen.check(order: 32_766) }
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
  #expect(throws: Failure.self) { try PCA(components: 1, oversampling: -1).fit(x, using: &rng) }
  #expect(throws: Failure.self) { try PCA(components: 1, iterations: -1).fit(x, using: &rng) }
}
