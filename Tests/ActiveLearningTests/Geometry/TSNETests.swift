import ActiveLearning
import Tensors
import Testing

@Test func affinitiesAreOpenTSNEs() throws {
  let x = try Ruled.points(40, 5, groups: 3, seed: 61)
  let found = try NearestRows(x).nearest(15, of: x, excludingSelf: true)
  let p = try NeighbourEmbedding(
    indices: found.indices, distances: found.distances, neighbours: 15, perplexity: 5)
  let golden = try GoldenGeometry.load().affinities
  var sum = 0.0
  for i in 0..<40 {
    for j in 0..<40 {
      sum += Double(p.probability(i, j))
      #expect(p.probability(i, j) == p.probability(j, i))
      // openTSNE stops its search for the precision at an entropy within 10⁻⁵ (relative 10⁻⁴ in p).
      #expect(abs(Double(p.probability(i, j)) - golden[i * 40 + j]) < 2e-4 / 40)
    }
  }
  #expect(abs(sum - 1) < 1e-5)
}

private struct Sample {
  let p: NeighbourEmbedding
  let x: [Float]
  let y: [Float]

  init(_ n: Int, spread: Float) throws {
    let points = try Ruled.points(n, 6, groups: 4, seed: 62)
    let found = try NearestRows(points).nearest(9, of: points, excludingSelf: true)
    p = try NeighbourEmbedding(
      indices: found.indices, distances: found.distances, neighbours: 9, perplexity: 3)
    x = Ruled.numbers(1, count: n).map { spread * $0 }
    y = Ruled.numbers(2, count: n).map { spread * $0 }
  }

  func gradient(_ repulsion: NeighbourEmbedding.Repulsion, exaggeration: Float = 1) throws
    -> (x: [Float], y: [Float], z: Double)
  {
    var (gx, gy) = (x, y)
    let z = try p.gradient(
      x, y, exaggeration: exaggeration, repulsion: repulsion, into: &gx, &gy)
    return (gx, gy, z)
  }
}

/// By the formulas, over all pairs.
@Test(arguments: [7, 64, 101]) func forcesAreTheFormulas(n: Int) throws {
  let sample = try Sample(max(n, 12), spread: 2)
  let n = sample.x.count
  let ours = try sample.gradient(.exact, exaggeration: 4)
  func q(_ i: Int, _ j: Int) -> Double {
    let (dx, dy) = (Double(sample.x[i] - sample.x[j]), Double(sample.y[i] - sample.y[j]))
    return 1 / (1 + dx * dx + dy * dy)
  }
  var z = 0.0
  for i in 0..<n { for j in 0..<n where i != j { z += q(i, j) } }
  #expect(abs(ours.z - z) < 1e-6 * z)
  for i in 0..<n {
    var (gx, gy, size) = (0.0, 0.0, 0.0)
    for j in 0..<n where i != j {
      let factor = 4 * (4 * Double(sample.p.probability(i, j)) - q(i, j) / z) * q(i, j)
      gx += factor * Double(sample.x[i] - sample.x[j])
      gy += factor * Double(sample.y[i] - sample.y[j])
      size += abs(factor) * 4
    }
    // Float32 sums of n terms, whose magnitudes sum to `size`.
    #expect(abs(Double(ours.x[i]) - gx) < 1e-6 * size)
    #expect(abs(Double(ours.y[i]) - gy) < 1e-6 * size)
  }
}

@Test func theGradientIsThatOfTheDivergence() throws {
  let sample = try Sample(30, spread: 1)
  let ours = try sample.gradient(.exact)
  func divergence(_ i: Int, _ step: Float) throws -> Double {
    var x = sample.x
    x[i] += step
    var (gx, gy) = (x, x)
    let z = try sample.p.gradient(
      x, sample.y, exaggeration: 1, repulsion: .exact, into: &gx, &gy)
    return try sample.p.divergence(x, sample.y, z: z)
  }
  for i in 0..<5 {
    let slope = try (divergence(i, 0x1p-7) - divergence(i, -0x1p-7)) / 0x1p-6
    // The third derivative times the square of the step, and float32 in z over the step.
    #expect(abs(slope - Double(ours.x[i])) < 2e-4)
  }
}

@Test(arguments: [0.001, 3, 60] as [Float]) func theGridIsNearToAllPairs(spread: Float) throws {
  let sample = try Sample(1500, spread: spread)
  let (exact, grid) = try (sample.gradient(.exact), sample.gradient(.grid))
  // Parabolas through nodes h = ⅓ apart miss a kernel by h³·max|f‴|/9√3 = 0.011 in either direction.
  #expect(abs(grid.z / exact.z - 1) < 0.022)
  var (error, size) = (0.0, 0.0)
  for i in 0..<1500 {
    let (dx, dy) = (Double(grid.x[i] - exact.x[i]), Double(grid.y[i] - exact.y[i]))
    error += dx * dx + dy * dy
    size += Double(exact.x[i] * exact.x[i] + exact.y[i] * exact.y[i])
  }
  // Its square is twice as steep.
  #expect((error / size).squareRoot() < 0.05)
}

@Test func groupsStayTogetherInThePlane() throws {
  let x = try Ruled.points(240, 10, groups: 4, seed: 63)
  var rng = Random(seed: 4, stream: "t-sne")
  var reports: [Progress] = []
  let monitor = Monitor(report: { reports.append($0) })
  let y = try TSNE(perplexity: 20, iterations: 400).fit(x, using: &rng, monitor: monitor)
  #expect(y.shape == [240, 2] && y.values().allSatisfy { $0.isFinite })
  let labels = Ruled.labels(240, groups: 4)
  let nearest = try Neighbours.nearest(1, among: y).indices
  let same = labels.indices.filter { labels[$0] == labels[nearest[$0]] }.count
  // The groups do not touch in ten dimensions.
  #expect(same >= 238)
  #expect(reports.map(\.step) == Array(stride(from: 50, through: 400, by: 50)))
  let losses = reports.compactMap(\.loss)
  #expect(losses.last ?? 9 < 1)
}

@Test func sameSeedSamePlaces() throws {
  let x = try Ruled.points(60, 5, groups: 4, seed: 64)
  func run() throws -> [Float] {
    var rng = Random(seed: 4, stream: "t-sne")
    return try TSNE(perplexity: 8, iterations: 60, initialisation: .random)
      .fit(x, using: &rng).values()
  }
  #expect(try run() == run())
}

@Test func equalPointsDoNotBreakTheEmbedding() throws {
  var rng = Random(seed: 4, stream: "t-sne")
  let y = try TSNE(perplexity: 3, iterations: 50).fit(
    Tensor(repeating: 1, shape: [20, 3]), using: &rng)
  #expect(y.values().allSatisfy { $0.isFinite })
}

@Test func tsneRefusesWhatItCannotUse() throws {
  var rng = Random(seed: 4, stream: "t-sne")
  let x = try Ruled.points(10, 3, groups: 2, seed: 1)
  #expect(throws: Failure.self) { try TSNE(perplexity: 10).fit(x, using: &rng) }
  #expect(throws: Failure.self) { try TSNE(perplexity: 2).fit(x.rows(0..<3), using: &rng) }
  #expect(throws: Failure.self) { try TSNE(perplexity: 2, iterations: -1).fit(x, using: &rng) }
  #expect(throws: Cancelled.self) {
    try TSNE(perplexity: 2).fit(x, using: &rng, monitor: Monitor(checkpoint: { throw Cancelled() }))
  }
}
