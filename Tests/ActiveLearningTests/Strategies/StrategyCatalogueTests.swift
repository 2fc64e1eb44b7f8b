import ActiveLearning
import Tensors
import Testing

/// Strategies that are wrong in one way each; the contract must catch every one.
enum WrongStrategy: Strategy, CaseIterable {
  case repeatsAnID, inventsAnID, tooFew, dependsOnOrder, unseeded, scoresNaN, refusesZero

  var needs: Set<Need> { [] }

  func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    var ids = Array(query.candidates.sorted().prefix(count))
    var scores = ids.map { _ in Float(0) }
    switch self {
    case .repeatsAnID: if count > 1 { ids[1] = ids[0] }
    case .inventsAnID: if count > 0 { ids[0] = -1 }
    case .tooFew: if count > 0 { ids.removeLast(); scores.removeLast() }
    case .dependsOnOrder: ids = Array(query.candidates.prefix(count))
    case .unseeded: ids = Array(query.candidates.shuffled().prefix(count))
    case .scoresNaN: scores = ids.map { _ in .nan }
    case .refusesZero: if count == 0 { throw Failure("wrong", "no") }
    }
    return Selection(ids: ids, scores: scores, scoreName: "none")
  }
}

@Test(arguments: Catalogue<any Strategy>.strategies.recipes.map(\.name))
func strategyKeepsTheContract(name: String) throws {
  let recipe = try Catalogue.strategies.recipe(named: name)
  let strategy = try Configuration(recipe).product
  #expect(try StrategyContract(strategy: strategy).violations() == [])
}

@Test(arguments: WrongStrategy.allCases)
func contractCatchesAWrongStrategy(wrong: WrongStrategy) throws {
  #expect(try !StrategyContract(strategy: wrong).violations().isEmpty)
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
