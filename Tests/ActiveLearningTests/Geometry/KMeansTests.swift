import ActiveLearning
import Tensors
import Testing

private func stream() -> Random { Random(seed: 7, stream: "k-means") }

/// Lloyd as in a textbook.
private func lloyd(_ x: [[Double]], from start: [[Double]]) -> [Int] {
  var (centres, own) = (start, [Int](repeating: -1, count: x.count))
  while true {
    var next = own
    for i in x.indices {
      var least = Double.infinity
      for (c, centre) in centres.enumerated() {
        let d = Plain.distance(x[i], centre)
        if d < least { (least, next[i]) = (d, c) }
      }
    }
    if next == own { return own }
    own = next
    for c in centres.indices {
      let members = own.indices.filter { own[$0] == c }
      guard !members.isEmpty else { continue }
      for j in centres[c].indices {
        centres[c][j] = members.reduce(0) { $0 + x[$1][j] } / Double(members.count)
      }
    }
  }
}

@Test(arguments: [(600, 3, 5, 4), (400, 70, 9, 15), (1000, 2, 30, 8)])
func boundsDoNotChangeKMeans(n: Int, width: Int, groups: Int, clusters: Int) throws {
  let x = try Ruled.points(n, width, groups: groups, seed: UInt32(n))
  var rng = stream()
  let start = try x.rows(0..<clusters)
  let ours = try KMeans(
    clusters: clusters, iterations: 500, tolerance: 0, initialisation: .given(start)
  ).fit(x, using: &rng)
  #expect(ours.converged)
  #expect(ours.assignments == lloyd(Plain.rows(x), from: Plain.rows(start)))
}

@Test func kMeansIsScikitLearns() throws {
  let golden = try GoldenGeometry.load().kmeans
  let shapes = [(300, 8, 6, 6, 1), (500, 40, 20, 12, 3), (97, 2, 4, 7, 5)]
  for (expected, (n, width, groups, clusters, seed)) in zip(golden, shapes) {
    let x = try Ruled.points(n, width, groups: groups, seed: UInt32(seed))
    var rng = stream()
    let start = KMeans.Initialisation.given(try x.rows(0..<clusters))
    let ours = try KMeans(clusters: clusters, tolerance: 0, initialisation: start)
      .fit(x, using: &rng)
    #expect(ours.assignments == expected.labels)
    // Centres and distances are float32: 2⁻²⁴ on each of two, and on the sum of their squares.
    #expect(abs(ours.inertia - expected.inertia) < 1e-6 * expected.inertia)
  }
}

@Test func centresAreMeansAndDistancesAreTheirs() throws {
  let x = try Ruled.points(300, 6, groups: 5, seed: 9)
  var rng = stream()
  let found = try KMeans(clusters: 5, tolerance: 0).fit(x, using: &rng)
  let (rows, centres) = (Plain.rows(x), Plain.rows(found.centres))
  for (cluster, members) in found.members().enumerated() {
    #expect(members.count == found.sizes()[cluster])
    for j in 0..<6 {
      let mean = members.reduce(0) { $0 + rows[$1][j] } / Double(members.count)
      // Means are summed in double and rounded once; coordinates are below 4.
      #expect(abs(centres[cluster][j] - mean) < 4 * 0x1p-24 + 1e-12)
    }
    for row in members {
      let d = Plain.distance(rows[row], centres[cluster])
      #expect(abs(Double(found.squaredDistances[row]) - d) <= 1e-6 * d + 1e-12)
    }
  }
}

@Test func restartsAreRunsOfTheirOwnOfWhichTheBestCounts() throws {
  let x = try Ruled.points(400, 4, groups: 12, seed: 13)
  func settings(_ restarts: Int) -> KMeans {
    KMeans(clusters: 12, restarts: restarts, initialisation: .random)
  }
  // The same stream, one run after the other.
  var rng = stream()
  let runs = try (0..<8).map { _ in try settings(1).fit(x, using: &rng) }
  let best = try #require(runs.min { $0.inertia < $1.inertia })
  #expect(best.inertia < 0.99 * runs[0].inertia && best.inertia < runs[7].inertia)
  rng = stream()
  let found = try settings(8).fit(x, using: &rng)
  #expect(found.inertia == best.inertia && found.assignments == best.assignments)
}

@Test func plusPlusFindsEveryGroupThatIsFarFromOthers() throws {
  let x = try Ruled.points(500, 8, groups: 10, seed: 17) * 0.02
  var values = x.values()
  for row in 0..<500 { values[row * 8 + row * 7 % 10 % 8] += Float(10 + row * 7 % 10) }
  var rng = stream()
  let found = try KMeans(clusters: 10).fit(Tensor(values, shape: [500, 8]), using: &rng)
  #expect(
    try ClusteringMetrics.adjustedRandIndex(
      found.assignments, Ruled.labels(500, groups: 10)) == 1)
}

@Test func kMeansSurvivesPointsThatCoincide() throws {
  var rng = stream()
  let same = try KMeans(clusters: 3).fit(Tensor(repeating: 2, shape: [10, 4]), using: &rng)
  #expect(same.inertia == 0)
  #expect(same.assignments.allSatisfy { $0 == 0 })
  // Three different points, four centres to start from, two of them the same.
  let x = try Tensor([0, 0, 0, 5, 5, 9], shape: [6, 1])
  let start = KMeans.Initialisation.given(try Tensor([0, 0, 5, 100], shape: [4, 1]))
  let few = try KMeans(clusters: 4, initialisation: start).fit(x, using: &rng)
  #expect(few.inertia == 0)
}

@Test func emptyClustersTakeTheFarthestPoints() throws {
  // The centre at 100 has no points; −50 is the farthest from its centre.
  let x = try Tensor([0, 1, 2, 10, 11, 12, -50], shape: [7, 1])
  let start = KMeans.Initialisation.given(try Tensor([0, 11, 100], shape: [3, 1]))
  var rng = stream()
  let found = try KMeans(clusters: 3, initialisation: start).fit(x, using: &rng)
  #expect(found.assignments == [0, 0, 0, 1, 1, 1, 2])
}

@Test func asManyClustersAsPointsAreThePoints() throws {
  let x = try Ruled.points(40, 3, groups: 7, seed: 19)
  var rng = stream()
  let found = try KMeans(clusters: 40).fit(x, using: &rng)
  #expect(found.inertia == 0)
  #expect(Set(found.assignments).count == 40)
}

@Test func permutedPointsHavePermutedClusters() throws {
  let x = try Ruled.points(300, 5, groups: 6, seed: 23)
  var rng = stream()
  let order = rng.permutation(300)
  let start = KMeans.Initialisation.given(try x.rows(0..<6))
  let settings = KMeans(clusters: 6, tolerance: 0, initialisation: start)
  let one = try settings.fit(x, using: &rng)
  let other = try settings.fit(x.gather(rows: order), using: &rng)
  #expect(other.assignments == order.map { one.assignments[$0] })
}

@Test(arguments: [nil, 64]) func sameSeedSameClusters(batch: Int?) throws {
  let x = try Ruled.points(500, 20, groups: 9, seed: 29)
  func run() throws -> Clustering {
    var rng = stream()
    return try KMeans(clusters: 9, batch: batch).fit(x, using: &rng)
  }
  let (one, other) = try (run(), run())
  #expect(one.assignments == other.assignments)
  #expect(one.centres.values() == other.centres.values())
}

@Test func sphericalClustersAreOfDirections() throws {
  // Two directions at many lengths.
  var values: [Float] = []
  for i in 1...40 { values += i % 2 == 0 ? [Float(i), Float(i) * 0.1] : [0.2, Float(i)] }
  var rng = stream()
  let found = try KMeans(clusters: 2, spherical: true)
    .fit(Tensor(values, shape: [40, 2]), using: &rng)
  let even = found.assignments[1]
  for i in 1...40 where i > 1 { #expect((found.assignments[i - 1] == even) == (i % 2 == 0)) }
  for centre in Plain.rows(found.centres) {
    #expect(abs(Plain.distance(centre, [0, 0]) - 1) < 1e-6)
  }
}

@Test func miniBatchesComeNearToKMeans() throws {
  let x = try Ruled.points(4000, 10, groups: 8, seed: 31)
  var rng = stream()
  let whole = try KMeans(clusters: 8).fit(x, using: &rng)
  let batches = try KMeans(clusters: 8, batch: 256).fit(x, using: &rng)
  // Sculley 2010 reports losses of some per cent; a tenth is far from a wrong group.
  #expect(batches.inertia < 1.1 * whole.inertia)
}

@Test func labelledPointsStayWhereTheirLabelPutsThem() throws {
  let x = try Ruled.points(300, 4, groups: 5, seed: 37)
  let truth = Ruled.labels(300, groups: 5)
  // One wrong label, which must hold all the same.
  var labels = [0: truth[0], 1: truth[1], 2: truth[2], 10: truth[10]]
  labels[4] = (truth[4] + 1) % 5
  var rng = stream()
  let found = try KMeans(clusters: 5).fit(x, clamped: labels, using: &rng)
  for (row, label) in labels { #expect(found.assignments[row] == label) }
  // Free points are with the nearest centre.
  let centres = Plain.rows(found.centres)
  for (row, point) in Plain.rows(x).enumerated() where labels[row] == nil {
    let distances = centres.map { Plain.distance(point, $0) }
    #expect(distances[found.assignments[row]] <= (distances.min() ?? 0) * 1.000001)
  }
}

@Test func noLabelsMakePlainKMeans() throws {
  let x = try Ruled.points(200, 4, groups: 5, seed: 41)
  var (one, other) = (stream(), stream())
  let clamped = try KMeans(clusters: 5).fit(x, clamped: [:], using: &one)
  #expect(try clamped.assignments == KMeans(clusters: 5).fit(x, using: &other).assignments)
}

@Test func kMeansRefusesWhatItCannotUse() throws {
  var rng = stream()
  let x = try Ruled.points(10, 2, groups: 2, seed: 1)
  func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "nothing"
    } catch { return "\(error)" }
  }
  #expect(
    message { _ = try KMeans(clusters: 11).fit(x, using: &rng) }
      == "k-means: wrong number of clusters (expected 1 to 10, got 11)")
  #expect(
    message { _ = try KMeans(clusters: 0).fit(x, using: &rng) }
      == "k-means: wrong number of clusters (expected 1 to 10, got 0)")
  #expect(
    message { _ = try KMeans(clusters: 2).fit(Tensor([1, .nan], shape: [2, 1]), using: &rng) }
      .hasPrefix("k-means: points hold a number that is not finite"))
  #expect(
    message { _ = try KMeans(clusters: 2).fit(Tensor([1, 2], shape: [2]), using: &rng) }
      == "k-means: points are no matrix (expected [n × features], got [2])")
  #expect(
    message { _ = try KMeans(clusters: 1).fit(Tensor.zeros([0, 3]), using: &rng) }
      == "k-means: there are no points")
  #expect(
    message { _ = try KMeans(clusters: 2, iterations: 0).fit(x, using: &rng) }
      .hasPrefix("k-means: wrong options"))
  #expect(
    message { _ = try KMeans(clusters: 2).fit(x, clamped: [0: 2], using: &rng) }
      .hasPrefix("k-means: no such label"))
}

@Test func kMeansStopsWhereItIsAsked() throws {
  let x = try Ruled.points(100, 4, groups: 5, seed: 43)
  var rng = stream()
  #expect(throws: Cancelled.self) {
    try KMeans(clusters: 5).fit(x, using: &rng) { throw Cancelled() }
  }
}
