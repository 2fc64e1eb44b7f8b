import ActiveLearning
import Foundation
import Tensors
import Testing

/// Class 1 is the more probable the higher the id; embeddings are the ids.
private func query(_ candidates: [Int], labelled: [Int: Int] = [0: 0]) -> Query {
  Query(
    candidates: candidates, labelled: labelled, classes: 2,
    probabilities: { ids in
      try Tensor(ids.flatMap { [1 - Float($0) / 200, Float($0) / 200] }, shape: [ids.count, 2])
    },
    embeddings: { ids in try Tensor(ids.map { Float($0) }, shape: [ids.count, 1]) })
}

private func choose(
  _ name: String, _ options: [String: OptionValue], _ query: Query, _ count: Int
) throws -> Selection {
  var rng = Random(seed: 1, stream: "strategy")
  return try Catalogue.strategies.configuration(NamedOptions(name, options)).product
    .choose(query, count: count, using: &rng)
}

@Test func aMixSplitsTheLabelsAndChoosesNoneTwice() throws {
  // Entropy takes the highest ids, and core-set then the farthest from 0 of what is left.
  let selection = try choose(
    "mix",
    [
      "strategies": .list([.text("entropy"), .text("core_set")]),
      "shares": .list([.number(3), .number(1)]),
    ], query(Array(1...100)), 4)
  #expect(selection.ids == [100, 99, 98, 97])
  #expect(selection.scoreName == "entropy (nats), then distance to the nearest labelled")
}

@Test func aChainNarrowsThePool() throws {
  // The twelve of highest entropy are 89 … 100; farthest from 0 and then from 100 is 89.
  let selection = try choose(
    "chain",
    ["strategies": .list([.text("entropy"), .text("core_set")]), "keep": .number(6)],
    query(Array(1...100)), 2)
  #expect(selection.ids == [100, 89])
}

@Test func aStrategyAmongARandomPartSeesOnlyThat() throws {
  let part = ["strategy": OptionValue.list([.text("entropy")]), "size": .integer(10)]
  let selection = try choose("among", part, query(Array(1...100)), 10)
  let again = try choose("among", part, query(Array(1...100)), 3)
  #expect(selection.ids.max() ?? 0 < 100 || selection.ids.min() ?? 0 < 91)
  #expect(again.ids == Array(selection.ids.prefix(3)), "the same part from the same seed")
  #expect(try choose("among", part, query(Array(1...100)), 30).ids.count == 30)
}

@Test func compositionsNameEverythingThatTheirPartsNeed() throws {
  let inner = OptionValue.list([.text("tod"), .text("bald")])
  for name in ["mix", "chain"] {
    let strategy = try Catalogue.strategies.configuration(
      NamedOptions(name, ["strategies": inner])
    ).product
    #expect(strategy.needs == [.probabilities, .earlier, .samples])
  }
  let sampler = try Catalogue.strategies.configuration(
    NamedOptions("cdd", ["sampler": .text("tod")])
  ).product
  #expect(sampler.needs.contains(.earlier), "or a session would not keep the model")
}

@Test func aCompositionIsPrintedAsItIsTyped() throws {
  let inner = NamedOptions("uncertainty_kmeans", ["alpha": .number(0.5)])
  let mix = try Catalogue.strategies.configuration(
    NamedOptions(
      "mix",
      [
        "strategies": .list([.text("random"), .recipe(inner)]),
        "shares": .list([.number(1), .number(2)]),
      ]))
  #expect(
    mix.text(prefix: "strategy.")
      == "strategy.mix{ strategy.random{}, strategy.uncertainty_kmeans{ alpha = 0.5 }, "
      + "shares = { 1.0, 2.0 } }")
  let cdd = try Catalogue.strategies.configuration(
    NamedOptions("cdd", ["sampler": .text("entropy"), "beta": .number(1.2)]))
  #expect(cdd.description == "cdd{ beta = 1.2, sampler = entropy{} }")
  let plain = try Catalogue.strategies.configuration(
    NamedOptions("cdd", ["sampler": .text("least_confidence")]))
  #expect(plain.description == "cdd{}", "the default is not said")
}

@Test(
  arguments: [
    (OptionValue.list([]), "mix: strategies: value out of range (expected 1 or more strategies"),
    (
      .list([.text("entropi")]), "mix: strategy: no strategy \"entropi\", did you mean \"entropy\"?"
    ),
    (
      .recipe(NamedOptions("bald", ["samples": .integer(0)])),
      "mix: bald: samples: value out of range (expected a whole number from 2 to 10000, got 0)"
    ),
  ])
func whatIsWrongInsideACompositionIsSaid(strategies: OptionValue, message: String) {
  #expect {
    try Catalogue.strategies.configuration(NamedOptions("mix", ["strategies": strategies]))
  } throws: { "\($0)".hasPrefix(message) }
}

@Test func aMixWithSharesForOthersIsRefused() {
  let options: [String: OptionValue] = [
    "strategies": .text("entropy"), "shares": .list([.number(1), .number(1)]),
  ]
  #expect {
    try Catalogue.strategies.configuration(NamedOptions("mix", options))
  } throws: { "\($0)" == "mix: shares: not one for each strategy (expected 1, got 2)" }
}

@Test func aCompositionIsSavedWithASessionByNameAndOptions() throws {
  let path = SessionFixture.path()
  defer { try? FileManager.default.removeItem(atPath: path) }
  let inner = NamedOptions(
    "mix",
    [
      "strategies": .list([.text("margin"), .text("random")]),
      "shares": .list([.number(1), .number(2)]),
    ])
  let strategy = try Catalogue.strategies.configuration(
    NamedOptions("chain", ["strategies": .list([.recipe(inner), .text("core_set")])]))
  let s = try SessionFixture.session()
  try s.setStrategy(strategy)
  try s.train(epochs: 1)
  try s.save(to: path)
  let back = try Session.open(path) { _ in try SessionFixture.dataset() }
  #expect(back.strategy.named == s.strategy.named)
  #expect(back.strategy.description == s.strategy.description)
  #expect(try back.query(3) == s.query(3))
}

/// A strategy of the user's inside another: what is missing is named, and how it comes back.
@Test func anUnknownStrategyInsideASavedOneIsNamed() throws {
  let path = SessionFixture.path()
  defer { try? FileManager.default.removeItem(atPath: path) }
  let own = Recipe<any Strategy>("own", "The user's.", source: "—", options: []) { _ in
    RandomSampling()
  }
  let known = Catalogue("strategy", Catalogue<any Strategy>.strategies.recipes + [own])
  let inner = NamedOptions("among", ["strategy": .list([.recipe(NamedOptions("own"))])])
  let s = try SessionFixture.session()
  try s.setStrategy(
    known.configuration(
      NamedOptions("mix", ["strategies": .list([.text("margin"), .recipe(inner)])])))
  try s.save(to: path)
  #expect {
    try Session.open(path) { _ in try SessionFixture.dataset() }
  } throws: {
    "\($0)".contains("asks with the strategy 'own', which is not known here")
      && "\($0)".contains("to be added before it is opened")
  }
  let back = try Session.open(path, strategies: known) { _ in try SessionFixture.dataset() }
  #expect(back.strategy.named == s.strategy.named)
}
