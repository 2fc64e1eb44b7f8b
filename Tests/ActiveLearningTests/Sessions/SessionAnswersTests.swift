import ActiveLearning
import Foundation
import Tensors
import Testing

/// Asks one question about the first candidates, and reads whatever it is told to.
private struct Asking: Strategy {
  let needs: Set<Need>
  let question: @Sendable ([Int], Int) -> Question

  func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    if needs.contains(.earlier) { _ = try query.tensor(.earlier) }
    let ids = Array(query.candidates.prefix(count))
    return Selection(
      ids: ids, scores: ids.map { _ in 0 }, scoreName: "none",
      questions: ids.indices.map { question(query.candidates, $0) })
  }

  static func recipe(
    needs: Set<Need> = [], _ question: @escaping @Sendable ([Int], Int) -> Question
  ) -> Recipe<any Strategy> {
    Recipe("asking", "Asks one question.", source: "—", options: []) { _ in
      Asking(needs: needs, question: question)
    }
  }
}

private func session(_ recipe: Recipe<any Strategy>) throws -> Session {
  let session = try SessionFixture.session()
  try session.setStrategy(try Configuration(recipe))
  return session
}

@Test func followersTakeTheRepresentativesLabelProvisionally() throws {
  let s = try session(
    Asking.recipe { pool, index in .representative(followers: [pool[20 + index]]) })
  let query = try s.query(3)
  try s.label(query)
  let truth = try #require(s.dataset.labels)
  #expect(query.ids.allSatisfy { s.knownLabels[$0] == truth[$0] })
  #expect(s.provisional.count == 3)
  for (id, question) in zip(query.ids, try #require(query.questions)) {
    let follower = try #require(question.others.first)
    #expect(s.provisional[follower] == truth[id])
    #expect(s.trainingData.labels[follower] == truth[id] && s.knownLabels[follower] == nil)
  }
}

/// Even ids are of class 0, odd ones of class 1. On the boundary, one image below it, and where the
/// product of share and number is rounded up: 0.55 · 100 = 55.00000000000001.
@Test(
  arguments: [(Double, Int, Int, Bool)]([
    (0.8, 4, 5, true), (0.8, 8, 10, true), (0.8, 7, 9, false), (0.8, 79, 100, false),
    (0.79, 79, 100, true), (0.55, 55, 100, true), (0.55, 54, 100, false), (0.56, 55, 100, false),
    (5.0 / 6, 5, 6, true), (1, 5, 5, true), (1, 99, 100, false), (0.5, 5, 10, true),
  ]))
func aClusterIsLabelledWhereItIsPureEnough(
  purity: Double, largest: Int, members: Int, isLabelled: Bool
) throws {
  let s = try Session(
    SessionSetup(
      dataset: SessionFixture.dataset(count: 300), method: Configuration(CCL.recipe), initial: 6,
      seed: 1))
  let recipe = Asking.recipe { pool, _ in
    let even = pool.filter { $0.isMultiple(of: 2) }.prefix(largest)
    let odd = pool.filter { !$0.isMultiple(of: 2) }.prefix(members - largest)
    return .cluster(members: Array(even) + Array(odd), purity: purity)
  }
  try s.setStrategy(Configuration(recipe))
  let before = s.knownLabels
  let query = try s.query(1)
  try s.label(query)
  #expect(s.knownLabels == before, "no image was labelled for itself")
  let asked = try #require(query.questions).flatMap(\.others)
  #expect(asked.count == members)
  #expect(
    s.provisional == (isLabelled ? Dictionary(uniqueKeysWithValues: asked.map { ($0, 0) }) : [:]))
}

@Test func anImagesOwnLabelCountsMoreThanItsClusters() throws {
  let s = try session(Asking.recipe { pool, _ in .cluster(members: pool, purity: 0) })
  try s.label(s.query(1))
  let given = try #require(s.provisional.keys.min())
  let wrong = 1 - (try #require(s.provisional[given]))
  try s.label([given], as: [wrong], by: "user")
  #expect(s.trainingData.labels[given] == wrong)
}

@Test func pairsBecomeConstraints() throws {
  let s = try session(Asking.recipe { pool, index in .pair(with: pool[index + 1]) })
  try s.label(s.query(4))
  let truth = try #require(s.dataset.labels)
  #expect(s.constraints.count == 4 && s.trainingData.constraints == s.constraints)
  #expect(s.constraints.allSatisfy { $0.isSame == (truth[$0.first] == truth[$0.second]) })
}

@Test func anAnswerToAnotherQuestionIsRefusedAndChangesNothing() throws {
  let s = try session(Asking.recipe { pool, index in .pair(with: pool[index + 1]) })
  let query = try s.query(2)
  #expect {
    try s.label(query, replies: [.same(true), .label(1)], by: "user")
  } throws: {
    "\($0)" == "label: image \(query.ids[1]) was asked something else (expected true or false)"
  }
  #expect(s.constraints.isEmpty && s.closedRounds.isEmpty)
}

@Test func answersOfEveryKindAreSaved() throws {
  let path = SessionFixture.path()
  defer { try? FileManager.default.removeItem(atPath: path) }
  let recipe = Asking.recipe(needs: [.earlier]) { pool, index in
    switch index {
    case 0: .pair(with: pool[9])
    case 1: .representative(followers: Array(pool[10..<13]))
    default: .cluster(members: Array(pool[13..<17]), purity: 0.5)
    }
  }
  let s = try session(recipe)
  // What the strategy compares with is kept when a round is closed while it is chosen.
  try s.label([s.pool.unlabelledIDs[0]], as: [0], by: "user")
  try s.train(epochs: 2)
  try s.label(s.query(3))
  try s.save(to: path)
  let strategies = Catalogue("strategy", [recipe])
  let back = try Session.open(path, strategies: strategies) { _ in try SessionFixture.dataset() }
  #expect(back.provisional == s.provisional && !s.provisional.isEmpty)
  #expect(back.constraints == s.constraints && back.constraints.count == 1)
  #expect(back.closedRounds.last == s.closedRounds.last)
  #expect(try back.query(3) == s.query(3), "the earlier model is there, too")
}

@Test func theModelOfTheRoundBeforeAnswersAndThePresentOneStays() throws {
  let s = try session(Asking.recipe(needs: [.earlier]) { _, _ in .label })
  try s.train(epochs: 1)
  try s.label([s.pool.unlabelledIDs[0]], as: [0], by: "user")
  let then = try s.outputs(for: s.validationIDs).probabilities.values()
  try s.train(epochs: 3)
  let present = try s.bits
  #expect(try s.outputs(for: s.validationIDs).probabilities.values() != then)
  #expect(try s.earlierOutputs(for: s.validationIDs).probabilities.values() == then)
  #expect(try s.bits == present)
}

@Test func aCommitteesMembersDifferAndLearn() throws {
  let s = try SessionFixture.session()
  try s.train(epochs: 3)
  let ids = s.validationIDs
  let before = try s.bits
  let answers = try s.committee(2, for: ids)
  #expect(answers.shape == [2, ids.count, 2])
  let values = answers.values()
  #expect(Array(values[..<(2 * ids.count)]) != Array(values[(2 * ids.count)...]))
  for row in 0..<2 * ids.count {
    let sum: Float = values[2 * row] + values[2 * row + 1]
    #expect(abs(sum - 1) < 1e-5)
  }
  #expect(try s.bits == before, "the session's own model is not touched")
}

/// A committee that was stopped half way has drawn its seeds; asked again, it is the one that an
/// undisturbed session asks.
@Test(arguments: ["query_by_committee", "bald"])
func aQueryThatWasStoppedLeavesNoTrace(name: String) throws {
  func session() throws -> Session {
    let s = try Session(
      SessionSetup(
        dataset: try SessionFixture.dataset(),
        method: try Configuration(
          Supervised.recipe, ["network": .text("bayesian_cnn"), "epochs": .integer(1)]),
        strategy: try Catalogue.strategies.configuration(NamedOptions(name)), initial: 6, seed: 3))
    try s.train(epochs: 1)
    return s
  }
  let (disturbed, still) = try (session(), session())
  var checks = 0
  let monitor = Monitor(checkpoint: {
    checks += 1
    if checks == 3 { throw Cancelled() }
  })
  #expect(throws: Cancelled.self) { try disturbed.query(3, monitor: monitor) }
  #expect(try disturbed.query(3) == still.query(3))
}
