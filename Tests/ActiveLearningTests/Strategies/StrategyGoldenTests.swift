import ActiveLearning
import Glibc
import Tensors
import Testing

/// Scores and choices of scripts/dev/golden-strategies.py, on inputs by the same rule.
private struct Golden: Decodable {
  struct Badge: Decodable {
    let lengths: [Double]
    let first: Int
    let chances: [Double]
  }

  let entropy, margin, normalized, normalized_logits, bald, kl, tod: [Double]
  let density, density_signed: [Double]
  let information_density: [Int]
  let least_confidence, vote_entropy, consensus_entropy, variation_ratio, mean_std: [Double]
  let core_set, k_means, cdd_order, typiclust: [Int]
  let cdd, typicality, ccl_entropy: [Double]
  let badge: Badge
  let uncertainty_kmeans: [String: [Int]]
  let radius: Double
  let probcover: [[Int]]
  let active_ft: [Double]
  let active_ft_gradient, active_ft_centres: [[Double]]

  static func load() throws -> Golden { try GoldenNetwork.decode("strategies.json") }
}

private enum Inputs {
  static let (count, labelled, classes, width, draws) = (60, 10, 4, 6, 5)

  static func rule(_ name: String, _ shape: [Int]) throws -> Tensor {
    try Rule.tensor("\(name).images", shape, salt: 0)
  }

  static func softmax(_ name: String, _ shape: [Int]) throws -> Tensor {
    try (rule(name, shape) * 3).softmax()
  }

  static func probabilities() throws -> Tensor { try softmax("logits", [count, classes]) }
  static func features() throws -> Tensor { try rule("features", [count, width]) }

  /// Rows around five far corners.
  static func blobs() throws -> Tensor {
    var x = try rule("blobs", [count - 2, width])
    try x.withMutableValues { values in
      for row in 0..<count - 2 { values[row * width + row % 5] += 10 }
    }
    return x
  }

  /// Candidates are 0, 1, …; labelled images have the ids from 1000 on.
  static func query(
    _ p: Tensor? = nil, _ z: Tensor? = nil, labelled: Tensor? = nil, classes: Int = classes
  ) -> Query {
    var labels: [Int: Int] = [:]
    for row in 0..<(labelled?.shape[0] ?? 0) { labels[1000 + row] = row % 3 }
    let features: (([Int]) throws -> Tensor)? = z.map { z in
      { ids in
        guard let labelled, ids.contains(where: { $0 >= 1000 }) else {
          return try z.gather(rows: ids)
        }
        return try labelled.gather(rows: ids.map { $0 - 1000 })
      }
    }
    var evidence = Evidence(
      probabilities: p.map { p in { try p.gather(rows: $0) } }, embeddings: features)
    if let features { evidence.give(.pretext, by: features) }
    return Query(
      candidates: Array(0..<((p ?? z)?.shape[0] ?? 0)), labelled: labels, classes: classes,
      evidence: evidence)
  }

  static func choose(
    _ name: String, _ options: [String: OptionValue], _ query: Query, count: Int, seed: UInt64 = 1
  ) throws -> Selection {
    var rng = Random(seed: seed, stream: "strategy")
    return try Catalogue.strategies.configuration(NamedOptions(name, options)).product
      .choose(query, count: count, using: &rng)
  }
}

/// Scores are of the order of 1 and sums of some ten terms, each rounded to 2⁻²⁴ of itself.
private func expectNear(
  _ scores: [Float], _ wanted: [Double], tolerance: Double = 3e-6,
  _ location: SourceLocation = #_sourceLocation
) {
  #expect(scores.count == wanted.count, sourceLocation: location)
  for (row, (score, value)) in zip(scores, wanted).enumerated() {
    #expect(
      abs(Double(score) - value) <= tolerance * max(1, abs(value)), "row \(row)",
      sourceLocation: location)
  }
}

@Test func scoresOfOnePredictionAreThoseOfScikitActiveml() throws {
  let golden = try Golden.load()
  let p = try Inputs.probabilities()
  expectNear(try Entropy.scores(of: p), golden.entropy)
  expectNear(try Margin.scores(of: p), golden.margin)
  expectNear(try LeastConfidence.scores(of: p), golden.least_confidence)
  expectNear(LeastConfidence.normalizedScores(of: p), golden.normalized)
}

/// Logits are some 30, of which probabilities tell neither the mean nor, where they are 0, the size.
@Test func logitsOfAnySizeAreScaledAsPyTorchDoes() throws {
  let offsets = try Inputs.rule("offsets", [Inputs.count, 1]).values()
  var logits = try Inputs.rule("logits", [Inputs.count, Inputs.classes]) * 30
  try logits.withMutableValues { values in
    for place in 0..<values.count { values[place] += 20 * offsets[place / Inputs.classes] }
  }
  let golden = try Golden.load().normalized_logits
  expectNear(LeastConfidence.normalizedScores(ofLogits: logits), golden)
  // With logits at hand, the strategy goes by them.
  var evidence = Evidence()
  evidence.give(.logits) { try logits.gather(rows: $0) }
  let query = Query(candidates: Array(0..<Inputs.count), classes: 4, evidence: evidence)
  let selection = try Inputs.choose(
    "least_confidence", ["normalized": .boolean(true)], query, count: Inputs.count)
  expectNear(selection.scores, selection.ids.map { golden[$0] })
}

/// Sixty cosines are summed in another order, each rounded to 2⁻²⁴.
@Test func densitiesAreMeansOfScikitLearnsCosines() throws {
  let golden = try Golden.load()
  let z = try Inputs.features()
  let positive = try Tensor(z.values().map { abs($0) }, shape: z.shape)
  expectNear(try Density.scores(of: positive), golden.density)
  expectNear(try Density.scores(of: z), golden.density_signed.map { max($0, 0) })
}

@Test func informationDensityIsEntropyTimesAPowerOfTheDensity() throws {
  let z = try Inputs.features()
  let positive = try Tensor(z.values().map { abs($0) }, shape: z.shape)
  let query = try Inputs.query(Inputs.probabilities(), positive)
  let golden = try Golden.load().information_density
  let selection = try Inputs.choose("information_density", ["beta": .number(2)], query, count: 12)
  #expect(selection.ids == golden)
  let parts = OptionValue.list([.text("entropy"), .text("density")])
  let weighted = try Inputs.choose(
    "weighted", ["strategies": parts, "weights": .list([.number(1), .number(2)])], query, count: 12)
  #expect(weighted == selection)
}

@Test func scoresOfSeveralPredictionsAreThoseOfScikitActiveml() throws {
  let golden = try Golden.load()
  let p = try Inputs.softmax("draws", [Inputs.draws, Inputs.count, Inputs.classes])
  expectNear(try Disagreement.voteEntropy.scores(of: p), golden.vote_entropy)
  expectNear(try Disagreement.consensusEntropy.scores(of: p), golden.consensus_entropy)
  expectNear(try Disagreement.variationRatio.scores(of: p), golden.variation_ratio)
  expectNear(try Disagreement.meanDeviation.scores(of: p), golden.mean_std)
  // The mean divergence from the mean is what the prediction tells about the weights.
  expectNear(try Disagreement.divergence.scores(of: p), golden.kl)
  expectNear(try Disagreement.divergence.scores(of: p), golden.bald)
}

@Test func changesOfMindAreThoseOfTheFormula() throws {
  let earlier = try Inputs.softmax("earlier", [Inputs.count, Inputs.classes])
  expectNear(try TOD.scores(of: Inputs.probabilities(), before: earlier), try Golden.load().tod)
}

@Test func coreSetPicksWhatScikitActivemlPicks() throws {
  let labelled = try Inputs.rule("labelled", [Inputs.labelled, Inputs.width])
  let query = try Inputs.query(nil, Inputs.features(), labelled: labelled)
  #expect(try Inputs.choose("core_set", [:], query, count: 12).ids == Golden.load().core_set)
}

@Test func badgeBeginsWithTheLongestGradientAndDrawsByDistance() throws {
  let golden = try Golden.load().badge
  let query = try Inputs.query(Inputs.probabilities(), Inputs.features())
  var drawn = [Int](repeating: 0, count: Inputs.count)
  let trials = 4000
  for seed in 0..<trials {
    let selection = try Inputs.choose("badge", [:], query, count: 2, seed: UInt64(seed))
    #expect(selection.ids[0] == golden.first)
    expectNear(selection.scores, selection.ids.map { golden.lengths[$0] })
    drawn[selection.ids[1]] += 1
  }
  for (row, chance) in golden.chances.enumerated() {
    // Binomial: five deviations, which 60 rows pass together with a chance below 10⁻⁴.
    let deviation = (Double(trials) * chance * (1 - chance)).squareRoot()
    #expect(abs(Double(drawn[row]) - Double(trials) * chance) <= 5 * deviation + 1, "row \(row)")
  }
}

@Test func kMeansSamplingTakesTheMedoids() throws {
  let selection = try Inputs.choose("k_means", [:], Inputs.query(nil, Inputs.blobs()), count: 5)
  #expect(try selection.ids.sorted() == Golden.load().k_means)
}

@Test(arguments: ["nearest", "farthest"])
func uncertaintyKMeansGoesByTheCentresOfTheDoubtful(direction: String) throws {
  let query = try Inputs.query(Inputs.probabilities(), Inputs.features())
  let selection = try Inputs.choose(
    "uncertainty_kmeans",
    ["alpha": .number(0.5), "clusters": .integer(2), "direction": .text(direction)], query,
    count: 12)
  #expect(try selection.ids == Golden.load().uncertainty_kmeans[direction])
}

@Test func cddOrdersByTheGapBetweenTheNearestCentres() throws {
  let golden = try Golden.load()
  let query = try Inputs.query(nil, Inputs.blobs())
  let selection = try Inputs.choose(
    "cdd", ["clusters": .integer(5), "rounds": .integer(2)], query, count: 15)
  #expect(selection.ids == golden.cdd_order)
  // Distances to centres are some 10, and centres means of a dozen rows.
  expectNear(selection.scores.map { -$0 }, selection.ids.map { golden.cdd[$0] }, tolerance: 1e-5)
}

@Test func typicalityIsThatOfTheFormula() throws {
  let golden = try Golden.load()
  let points = try Inputs.blobs().normalizedRows()
  // 1 / distance²: what distances lose by cancellation comes back multiplied.
  expectNear(
    try TypiClust.typicality(of: points.rows(0..<20), neighbours: 7), golden.typicality,
    tolerance: 1e-4)
  let selection = try Inputs.choose("typiclust", [:], Inputs.query(nil, Inputs.blobs()), count: 5)
  #expect(selection.ids.sorted() == golden.typiclust)
}

/// Each cluster's first choice is that of the formula, and each further one is the formula's among
/// what is left: whatever is not computed anew.
@Test func typicalRowsAreThoseOfTheFormulaAgainAndAgain() throws {
  // Two blobs, and copies of a point that are all equally typical.
  let points = try Tensor.concatenated([
    Inputs.blobs().rows(0..<40), Tensor(repeating: 3, shape: [30, 6]),
  ])
  for neighbours in [1, 5, 20] {
    var options: [String: OptionValue] = ["neighbours": .integer(neighbours)]
    options["clusters"] = .integer(1)
    let chosen = try Inputs.choose("typiclust", options, Inputs.query(nil, points), count: 70)
    let unit = try points.normalizedRows()
    var left = Array(0..<70)
    for (id, score) in zip(chosen.ids, chosen.scores) {
      let scores = try TypiClust.typicality(
        of: unit.gather(rows: left), neighbours: min(neighbours, left.count / 2))
      let place = try #require(left.firstIndex(of: id))
      // Distances of a few rows and of all are sums in another order: 10⁻⁶ of squares near 1 is some
      // 1 % of a typicality near 10⁵.
      let best = scores.max() ?? 0
      #expect(scores[place] >= best * 0.98, "\(id) with \(neighbours) neighbours")
      #expect(abs(score - scores[place]) <= 0.02 * best)
      left.remove(at: place)
    }
    #expect(left.isEmpty)
  }
}

/// 4000 equal images are one cluster: all pairs for each of 500 choices would be some minutes.
@Test(.timeLimit(.minutes(1))) func manyChoicesAmongEqualImagesAreQuick() throws {
  let features = try Tensor(repeating: 1, shape: [4000, 8])
  let chosen = try Inputs.choose("typiclust", [:], Inputs.query(nil, features), count: 500)
  #expect(Set(chosen.ids).count == 500)
}

@Test func probCoverCoversGreedily() throws {
  let golden = try Golden.load()
  let selection = try Inputs.choose(
    "probcover", ["delta": .number(0.7)], Inputs.query(nil, Inputs.features()), count: 8)
  #expect(selection.ids == golden.probcover.map { $0[0] })
  #expect(selection.scores == golden.probcover.map { Float($0[1]) })
}

@Test func theRadiusIsTheLargestOfPureBalls() throws {
  var rng = Random(seed: 1, stream: "strategy")
  let radius = try ProbCover.radius(
    of: Inputs.blobs().normalizedRows(), clusters: 5, purity: 0.95, using: &rng)
  #expect(try abs(Double(radius) - Golden.load().radius) < 1e-5)
}

@Test func softAssignmentsAreThoseOfTheFormula() throws {
  let labelled = try Inputs.rule("labelled", [Inputs.labelled, Inputs.width])
  let query = try Inputs.query(nil, Inputs.features(), labelled: labelled)
  let selection = try Inputs.choose("ccl_entropy", [:], query, count: Inputs.count)
  let golden = try Golden.load().ccl_entropy
  expectNear(selection.scores, selection.ids.map { golden[$0] })
}

@Test func activeFTFollowsPyTorch() throws {
  let golden = try Golden.load()
  let points = try Inputs.features().normalizedRows()
  let labelled = try Inputs.rule("labelled", [Inputs.labelled, Inputs.width])
  let fixed = try labelled.rows(0..<3).normalizedRows()
  let start = try points.rows(0..<8)
  let (_, gradient) = try ActiveFT.objective(points, start, fixed: fixed, settings: .init())
  expectNear(gradient.values(), golden.active_ft_gradient.flatMap { $0 }, tolerance: 1e-5)
  var settings = ActiveFT.Settings()
  settings.iterations = golden.active_ft.count
  var losses: [Double] = []
  let centres = try ActiveFT.centres(
    of: points, from: start, fixed: fixed, settings: settings,
    monitor: Monitor(report: { if let loss = $0.loss { losses.append(loss) } }))
  #expect(losses.count == golden.active_ft.count)
  for (loss, wanted) in zip(losses, golden.active_ft) { #expect(abs(loss - wanted) < 1e-4) }
  // Adam's first steps are the rate times the gradient's sign: a sign that rounding turns is off by
  // two rates, 2·10⁻³, for one step.
  expectNear(centres.values(), golden.active_ft_centres.flatMap { $0 }, tolerance: 2e-3)
}
