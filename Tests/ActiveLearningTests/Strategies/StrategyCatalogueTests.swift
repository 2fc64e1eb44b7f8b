import ActiveLearning
import Tensors
import Testing

/// Strategies that are wrong in one way each; the contract must catch every one.
enum WrongStrategy: Strategy, CaseIterable {
  case repeatsAnID, inventsAnID, tooFew, dependsOnOrder, unseeded, scoresNaN, refusesZero
  case failsForSomeCounts, forgetsQuestions, asksAboutUnknownIDs, pairsWithItself, forgetsTheCentre
  case asksForFollowers, failsWithoutLabels, failsInLaterRounds, takesWhatIsNoNumber

  var needs: Set<Need> { self == .takesWhatIsNoNumber ? [.probabilities] : [] }

  func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    var ids = Array(query.candidates.sorted().prefix(count))
    var scores = ids.map { _ in Float(0) }
    var questions: [Question] = []
    switch self {
    case .repeatsAnID: if count > 1 { ids[1] = ids[0] }
    case .inventsAnID: if count > 0 { ids[0] = -1 }
    case .tooFew: if count > 0 { ids.removeLast(); scores.removeLast() }
    case .dependsOnOrder: ids = Array(query.candidates.prefix(count))
    case .unseeded: ids = Array(query.candidates.shuffled().prefix(count))
    case .scoresNaN: scores = ids.map { _ in .nan }
    case .refusesZero: if count == 0 { throw Failure("wrong", "no") }
    case .failsForSomeCounts: if count == 5 { throw Failure("wrong", "no") }
    case .forgetsQuestions: questions = ids.dropLast().map { _ in .label }
    case .asksAboutUnknownIDs: questions = ids.map { _ in .pair(with: -1) }
    case .pairsWithItself: questions = ids.map { .pair(with: $0) }
    case .forgetsTheCentre: questions = ids.map { _ in .cluster(members: [], purity: 1) }
    case .asksForFollowers: questions = ids.map { _ in .representative(followers: [ids[0]]) }
    case .failsWithoutLabels: if query.labelled.isEmpty { throw Failure("wrong", "no labels") }
    case .failsInLaterRounds: if query.round > 1 { throw Failure("wrong", "no") }
    case .takesWhatIsNoNumber: break
    }
    return Selection(ids: ids, scores: scores, scoreName: "none", questions: questions)
  }
}

/// Scorings that are wrong in one way each.
enum WrongScoring: ScoringStrategy, CaseIterable {
  case tooFew, scoresInfinity, unseeded, choosesOtherwise

  var needs: Set<Need> { [] }

  func scores(of query: Query, using rng: inout Random) throws -> Scores {
    var values = query.candidates.map { Float($0) }
    switch self {
    case .tooFew: if !values.isEmpty { values.removeLast() }
    case .scoresInfinity: values = values.map { _ in .infinity }
    case .unseeded: values = values.map { _ in Float.random(in: 0...1) }
    case .choosesOtherwise: break
    }
    return Scores(values, named: "none")
  }

  func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    guard self == .choosesOtherwise else {
      let scores = try scores(of: query.ascending(), using: &rng).values
      let order = zip(query.candidates.sorted(), scores).sorted { ($1.1, $0.0) < ($0.1, $1.0) }
        .prefix(count)
      return Selection(ids: order.map(\.0), scores: order.map(\.1), scoreName: "none")
    }
    let ids = Array(query.candidates.sorted().prefix(count))
    return Selection(ids: ids, scores: ids.map { Float($0) }, scoreName: "none")
  }
}

/// Options that a strategy must have, or that make it cheap to try.
private let economy: [String: [String: OptionValue]] = [
  "mix": ["strategies": .list([.text("margin"), .text("core_set"), .text("adc_pairs")])],
  "chain": ["strategies": .list([.text("entropy"), .text("k_means")]), "keep": .number(2)],
  "among": ["strategy": .text("typiclust"), "size": .integer(7)],
  "weighted": ["strategies": .list([.text("entropy"), .text("density"), .text("random")])],
  "active_ft": ["iterations": .integer(5)],
  "bald": ["samples": .integer(3)],
  "vaal": [
    "width": .integer(2), "latent": .integer(2), "steps": .integer(2), "batch": .integer(4),
  ],
  "sraal": [
    "width": .integer(2), "latent": .integer(4), "steps": .integer(2), "batch": .integer(4),
  ],
  "uncertain_gcn": ["steps": .integer(3), "hidden": .integer(4)],
  "core_gcn": ["steps": .integer(3), "hidden": .integer(4)],
  "mcdal": ["steps": .integer(3), "batch": .integer(4)],
  "lada": ["subset": .integer(12), "epochs": .integer(1), "batch": .integer(4)],
  "pal": [
    "network": .text("mlp"), "epochs": .integer(1), "batch": .integer(8), "subquery": .integer(8),
    "fine_tuning": .integer(1),
  ],
]

private let names = Catalogue<any Strategy>.strategies.recipes.map(\.name)

@Test(arguments: names) func strategyKeepsTheContract(name: String) throws {
  let strategy = try Catalogue.strategies.configuration(NamedOptions(name, economy[name] ?? [:]))
  let contract = StrategyContract(
    strategy: strategy.product, isCostly: ["vaal", "sraal", "pal", "lada"].contains(name))
  let broken = try contract.violations()
  #expect(broken.isEmpty, "\(broken.prefix(5))")
}

/// Other ways of the same strategies.
@Test(
  arguments: [
    NamedOptions("uncertainty_kmeans", ["direction": .text("farthest"), "alpha": .number(0)]),
    NamedOptions("uncertainty_kmeans", ["alpha": .number(1), "score": .text("margin")]),
    NamedOptions("least_confidence", ["normalized": .boolean(true)]),
    NamedOptions("query_by_committee", ["score": .text("vote_entropy")]),
    NamedOptions("query_by_committee", ["score": .text("variation_ratio")]),
    NamedOptions("query_by_committee", ["score": .text("consensus_entropy")]),
    NamedOptions("cluster_annotation", ["first": .text("clusters"), "share": .number(0.3)]),
    NamedOptions("cluster_annotation", ["share": .number(0)]),
    NamedOptions("cdd", ["windows": .text("code"), "beta": .number(2.5)]),
    NamedOptions("cdd", ["beta": .number(0.01), "sampler": .text("core_set")]),
    NamedOptions("probcover", ["delta": .number(0.3)]),
    NamedOptions("typiclust", ["clusters": .integer(2), "smallest": .integer(0)]),
    NamedOptions("dsac", ["k2": .integer(1000), "growth": .integer(1_000_000_000)]),
    NamedOptions("core_set", ["features": .text("pretext")]),
    NamedOptions("tod", ["first": .text("largest")]),
    NamedOptions("adc_pairs", ["parts": .integer(1)]),
    NamedOptions(
      "mix",
      [
        "strategies": .list([.text("dsac"), .text("random")]),
        "shares": .list([.number(3), .number(1)]),
      ]),
    NamedOptions("chain", ["strategies": .text("entropy"), "keep": .number(1)]),
    NamedOptions(
      "weighted",
      [
        "strategies": .list([.text("tod"), .text("ccl_entropy")]), "combine": .text("sum"),
        "scaling": .text("rank"), "weights": .list([.number(2), .number(0.5)]),
      ]),
    NamedOptions(
      "weighted",
      ["strategies": .list([.text("bald"), .text("tod")]), "scaling": .text("min_max")]),
    NamedOptions("density", ["features": .text("pretext")]),
  ])
func aStrategysOtherWaysKeepTheContract(named: NamedOptions) throws {
  let strategy = try Catalogue.strategies.configuration(named).product
  let broken = try StrategyContract(strategy: strategy).violations()
  #expect(broken.isEmpty, "\(broken.prefix(5))")
}

@Test(arguments: WrongScoring.allCases)
func contractCatchesAWrongScoring(wrong: WrongScoring) throws {
  #expect(try !StrategyContract(strategy: wrong).violations().isEmpty)
}

@Test(arguments: WrongStrategy.allCases)
func contractCatchesAWrongStrategy(wrong: WrongStrategy) throws {
  #expect(try !StrategyContract(strategy: wrong).violations().isEmpty)
}

@Test(arguments: names) func optionsOutOfRangeAreNamed(name: String) throws {
  let recipe = try Catalogue.strategies.recipe(named: name)
  let leading = Set(recipe.options.filter(\.isLeading).map(\.name))
  let required = (economy[name] ?? [:]).filter { leading.contains($0.key) }
  #expect(OptionContract.violations(of: recipe, required: required) == [])
}

@Test func theOptionContractCatchesARecipeThatTakesAnything() {
  let card = OptionCard(
    name: "any", summary: "anything", expectation: "1 to 2", standard: .integer(1),
    bounds: OptionBounds(least: .integer(1), greatest: .integer(2)))
  let careless = Recipe<Int>("careless", "Wrong.", source: "—", options: [card]) { _ in 1 }
  // Two of another kind, one below, one above, NaN, and infinity.
  #expect(OptionContract.violations(of: careless).count == 6)
}

@Test(arguments: [WrongStrategy.repeatsAnID, .inventsAnID, .tooFew])
func choosingRefusesWhatBreaksTheContract(wrong: WrongStrategy) {
  let query = Query(candidates: [3, 1, 2], classes: 2)
  var rng = Random(seed: 1, stream: "strategy")
  #expect(throws: Failure.self) { try wrong.choose(query, count: 2, using: &rng) }
}

@Test func choosingRefusesMoreThanThePool() {
  let query = Query(candidates: [3, 1, 2], classes: 2)
  var rng = Random(seed: 1, stream: "strategy")
  #expect {
    try RandomSampling().choose(query, count: 4, using: &rng)
  } throws: { "\($0)" == "query: budget larger than the pool (expected 0 to 3, got 4)" }
}

@Test func choosingWithoutAModelSaysWhatIsMissing() {
  let query = Query(candidates: [3, 1, 2], classes: 2)
  var rng = Random(seed: 1, stream: "strategy")
  #expect {
    try Entropy().choose(query, count: 1, using: &rng)
  } throws: { "\($0)" == "strategy: needs class probabilities, and none were given" }
}

@Test func everyRecipeIsDocumented() {
  for recipe in Catalogue<any Strategy>.strategies.recipes {
    #expect(!recipe.summary.isEmpty && !recipe.source.isEmpty, "\(recipe.name)")
    #expect(recipe.options.allSatisfy { !$0.summary.isEmpty }, "\(recipe.name)")
  }
}
