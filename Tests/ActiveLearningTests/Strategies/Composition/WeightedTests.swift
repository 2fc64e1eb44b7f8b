import ActiveLearning
import Glibc
import Tensors
import Testing

/// Of image i, entropy rises with its id and the margin falls; one has two features, the other two
/// point elsewhere.
private func query() throws -> Query {
  let p = try Tensor([0.8, 0.1, 0.1, 0.6, 0.35, 0.05, 0.4, 0.3, 0.3], shape: [3, 3])
  return Query(
    candidates: [0, 1, 2], classes: 3, probabilities: { try p.gather(rows: $0) },
    embeddings: { ids in
      try Tensor(ids.flatMap { $0 == 0 ? [Float(1), 0] : [0, 2] }, shape: [ids.count, 2])
    })
}

private func scores(
  _ strategies: [OptionValue], _ options: [String: OptionValue] = [:]
) throws -> [Int: Float] {
  let named = NamedOptions(
    "weighted", options.merging(["strategies": .list(strategies)]) { $1 })
  let strategy = try #require(
    Catalogue.strategies.configuration(named).product as? any ScoringStrategy)
  var rng = Random(seed: 1, stream: "strategy")
  let ranking = try strategy.ranking(of: query(), using: &rng)
  return Dictionary(uniqueKeysWithValues: zip(ranking.ids, ranking.scores))
}

private func alone(_ name: String) throws -> [Int: Float] { try scores([.text(name)]) }

@Test func aProductIsOfPowersAndASumOfMultiples() throws {
  let (entropy, margin) = (try alone("entropy"), try alone("margin"))
  let parts: [OptionValue] = [.text("entropy"), .text("margin")]
  let weights = ["weights": OptionValue.list([.number(2), .number(0.5)])]
  let product = try scores(parts, weights)
  let sum = try scores(parts, weights.merging(["combine": .text("sum")]) { $1 })
  for id in 0..<3 {
    let (h, m) = (entropy[id] ?? .nan, margin[id] ?? .nan)
    // Both are computed in float64 and rounded once; here in float32, some roundings of 2⁻²⁴.
    #expect(abs((product[id] ?? .nan) - h * h * sqrtf(m)) < 1e-6)
    #expect(abs((sum[id] ?? .nan) - (2 * h + 0.5 * m)) < 1e-6)
  }
}

@Test func scalesRunFromZeroToOne() throws {
  #expect(try scores([.text("entropy")], ["scaling": .text("rank")]) == [0: 0, 1: 0.5, 2: 1])
  let scaled = try scores([.text("entropy")], ["scaling": .text("min_max")])
  let entropy = try alone("entropy")
  let (low, high) = (entropy[0] ?? .nan, entropy[2] ?? .nan)
  #expect(scaled[0] == 0 && scaled[2] == 1)
  #expect(abs((scaled[1] ?? .nan) - ((entropy[1] ?? .nan) - low) / (high - low)) < 1e-6)
  // Images 1 and 2 are equally dense: both are above image 0 and half of each other.
  #expect(try scores([.text("density")], ["scaling": .text("rank")]) == [0: 0, 1: 0.75, 2: 0.75])
}

@Test func densityIsTheMeanCosine() throws {
  let density = try alone("density")
  for (id, wanted) in [(0, Float(1) / 3), (1, 2 / 3), (2, 2 / 3)] {
    #expect(abs((density[id] ?? .nan) - wanted) < 1e-6)
  }
}

@Test func equalScoresChangeNoProduct() throws {
  let same = try Tensor(repeating: 0.5, shape: [3, 2])
  let query = Query(
    candidates: [0, 1, 2], classes: 2, probabilities: { try same.gather(rows: $0) },
    embeddings: { try Tensor($0.map { Float($0) }, shape: [$0.count, 1]) })
  let strategy = try Catalogue.strategies.configuration(
    NamedOptions(
      "weighted",
      ["strategies": .list([.text("entropy"), .text("random")]), "scaling": .text("min_max")])
  ).product
  let random = try Catalogue.strategies.configuration(NamedOptions("random")).product
  var (first, second) = (Random(seed: 1, stream: "strategy"), Random(seed: 1, stream: "strategy"))
  #expect(
    try strategy.choose(query, count: 3, using: &first).ids
      == random.choose(query, count: 3, using: &second).ids)
}

@Test func whatCannotBeWeightedIsRefused() throws {
  for (options, part) in [
    (["strategies": .list([.text("core_set")])], "'core_set' chooses images together"),
    (
      ["strategies": .list([.text("entropy")]), "weights": .list([.number(1), .number(2)])],
      "weights: not one for each strategy (expected 1, got 2)"
    ),
  ] as [([String: OptionValue], String)] {
    #expect {
      try Catalogue.strategies.configuration(NamedOptions("weighted", options))
    } throws: { "\($0)".contains(part) }
  }
  // The first round of tod scores by the change with its sign turned.
  let pool = try ContractPool.all()[0]
  let strategy = try Catalogue.strategies.configuration(
    NamedOptions("weighted", ["strategies": .list([.text("tod")])])
  ).product
  var rng = Random(seed: 1, stream: "strategy")
  #expect {
    try strategy.choose(pool.query(), count: 1, using: &rng)
  } throws: { "\($0)".hasPrefix("weighted: −change of the prediction can be below 0") }
}

/// What is shown is what is then chosen, draws of dropout included, and looking changes nothing.
@Test(arguments: ["random", "margin", "bald"])
func aQueryChoosesTheFirstOfTheScoresThatWereShown(name: String) throws {
  let s = try SupervisedTests.session(["network": .text("bayesian_cnn")])
  try s.train(epochs: 1)
  let configuration = try Catalogue.strategies.configuration(NamedOptions(name))
  try s.setStrategy(configuration)
  let scoring = try #require(configuration.product as? any ScoringStrategy)
  let shown = try s.scores(scoring)
  #expect(try s.scores(scoring) == shown, "a second look shows the same")
  #expect(shown.ids.sorted() == s.pool.unlabelledIDs)
  let query = try s.query(7)
  #expect(query.ids == Array(shown.ids.prefix(7)))
  #expect(query.scores == Array(shown.scores.prefix(7)))
}
