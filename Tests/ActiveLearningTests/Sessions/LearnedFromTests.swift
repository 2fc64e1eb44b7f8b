import ActiveLearning
import Foundation
import Tensors
import Testing

/// What a round says that its model learned from: counted and compared with the truth by hand.
@Suite struct LearnedFromTests {
  private func session(
    _ strategy: String, _ options: [String: OptionValue], initial: Int
  ) throws -> Session {
    let dataset = try SessionFixture.dataset(count: 120)
    let s = try Session(
      SessionSetup(
        dataset: dataset,
        method: Configuration(
          Catalogue.methods.recipe(named: "sdec"),
          ["width": .integer(8), "embedding": .integer(4), "restarts": .integer(1)]),
        initial: initial, seed: 3))
    try s.setStrategy(Catalogue.strategies.configuration(NamedOptions(strategy, options)))
    return s
  }

  /// How many of these labels are right.
  private func right(_ labels: [Int: Int], _ s: Session) throws -> Int {
    let truth = try #require(s.dataset.labels)
    return labels.count { truth[$0.key] == $0.value }
  }

  @Test func clustersAloneAreCountedThoughNoImageIsLabelled() throws {
    let s = try session(
      "cluster_annotation", ["share": .number(0), "purity": .number(0.5)], initial: 0)
    #expect(s.current.learned?.images == 0 && s.current.learned?.interactions == 0)
    let query = try s.query(5)
    try s.label(query)
    let learned = try #require(s.current.learned)
    // One image alone is asked for its own class.
    let single = s.knownLabels.count
    #expect(single == (query.questions ?? []).count { $0 == .label } && s.current.labels == single)
    #expect(learned.clusterLabels.count == s.provisional.count && s.provisional.count > 30)
    #expect(learned.clusterLabels.correct == (try right(s.provisional, s)))
    #expect(learned.pseudoLabels.count == 0 && learned.pseudoLabels.accuracy == nil)
    #expect(learned.interactions == 5)
    // Those of the next query take their place.
    try s.label(s.query(4))
    let next = try #require(s.current.learned)
    #expect(next.clusterLabels.count == s.provisional.count { s.knownLabels[$0.key] == nil })
    #expect(next.interactions == 9)
    #expect(s.closedRounds[1].learned == learned)
  }

  @Test(arguments: ["kept", "anew"])
  func followersAreCountedAsPseudoLabels(followers: String) throws {
    let s = try session(
      "dsac", ["k2": .integer(30), "growth": .integer(0), "followers": .text(followers)],
      initial: 6)
    // An image that is asked for itself later has its own label, and no longer that of another.
    try s.label(s.query(4))
    let taken = s.pseudoLabels.merging(s.provisional) { $1 }
    #expect(taken.count == 30)
    let id = try #require(taken.keys.min())
    try s.label([id], as: [1 - (try #require(taken[id]))], by: "user")
    let learned = try #require(s.current.learned)
    let rest = taken.filter { $0.key != id }
    #expect(learned.pseudoLabels.count == 29)
    #expect(learned.pseudoLabels.correct == (try right(rest, s)))
    #expect(learned.pseudoLabels.accuracy == Double(try right(rest, s)) / 29)
    let rightLabels = try right(s.knownLabels, s)
    #expect(learned.labels.count == 11 && learned.labels.correct == rightLabels)
    #expect(learned.clusterLabels.count == 0 && learned.interactions == 6 + 4 + 1)
    #expect(learned.images == s.trainingData.labels.count)
  }

  @Test func pairsAreInteractionsToo() throws {
    let s = try session("adc_pairs", [:], initial: 4)
    try s.label(s.query(7))
    let learned = try #require(s.current.learned)
    #expect(learned.pairs == 7 && learned.interactions == 11 && learned.labels.count == 4)
  }

  @Test func theRecordIsSavedAndReadBack() throws {
    let path = SessionFixture.path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let s = try session("dsac", ["k2": .integer(10), "growth": .integer(6)], initial: 6)
    try s.label(s.query(4))
    try s.label(s.query(4))
    try s.save(to: path)
    let opened = try Session.open(path) { _ in s.dataset }
    #expect(opened.state == s.state && opened.pseudoLabels.count == 10 + 16)
    #expect(opened.closedRounds.map(\.learned) == s.closedRounds.map(\.learned))
    #expect(opened.closedRounds[1].learned?.pseudoLabels.count == 10)
  }

  @Test func aRecordThatCannotBeIsRefused() throws {
    for (old, new) in [
      ("\"pseudoLabels\":{\"correct\":", "\"pseudoLabels\":{\"correct\":9"),
      ("\"interactions\":", "\"interactions\":-"), ("\"pairs\":0", "\"pairs\":-1"),
    ] {
      let path = SessionFixture.path()
      defer { try? FileManager.default.removeItem(atPath: path) }
      let s = try session("dsac", ["k2": .integer(10)], initial: 6)
      try s.label(s.query(4))
      try s.save(to: path)
      try SessionForgery(path).replaceInCommit(old, by: new)
      #expect {
        try Session.open(path) { _ in s.dataset }
      } throws: { "\($0)".contains("round 2 has impossible numbers") }
    }
  }

  @Test func aTableHasEveryRoundAndEveryQuantity() throws {
    let s = try session(
      "cluster_annotation", ["share": .number(0), "purity": .number(0.5)], initial: 0)
    try s.label(s.query(5))
    try s.label([s.pool.unlabelledIDs[0]], as: [0], by: "user")
    let rows = s.historyTable.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(rows.count == 3 && rows.allSatisfy { $0.count == RoundQuantity.allCases.count })
    let second = Dictionary(uniqueKeysWithValues: zip(rows[0], rows[2]))
    let learned = try #require(s.closedRounds[1].learned)
    #expect(second["round"] == "2" && second["interactions"] == "5")
    #expect(second["cluster_labels"] == "\(learned.clusterLabels.count)")
    #expect(second["cluster_accuracy"] == "\(try #require(learned.clusterLabels.accuracy))")
    #expect(second["pseudo_accuracy"] == "" && second["accuracy"] == "")
  }
}
