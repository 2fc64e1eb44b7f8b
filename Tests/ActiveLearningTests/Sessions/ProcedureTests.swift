import ActiveLearning
import Foundation
import Tensors
import Testing

/// The order of steps is the method's: three papers, each with another one, and no word of them in
/// `Session`.
@Suite struct ProcedureTests {
  /// The usual learner under another procedure.
  struct Paper: Method {
    let procedure: Procedure
    let learning: any Method

    init(_ procedure: Procedure) throws {
      self.procedure = procedure
      learning = try Configuration(
        Supervised.recipe, ["network": .text("mlp"), "batch": .integer(16)]
      ).product
    }

    func makeLearner(
      imageShape: [Int], classes: Int, streams: inout Streams
    ) throws -> any Learner {
      try learning.makeLearner(imageShape: imageShape, classes: classes, streams: &streams)
    }
  }

  private func session(
    _ procedure: Procedure, initial: Int = 0, method: (any Method)? = nil
  ) throws -> Session {
    nonisolated(unsafe) let product = try method ?? Paper(procedure)
    let recipe = Recipe<any Method>("paper", "A paper.", source: "a test") {
      unsafe product
    }
    return try Session(
      SessionSetup(
        dataset: try SessionFixture.dataset(), method: try Configuration(recipe), initial: initial,
        seed: 1))
  }

  /// What was done, without numbers.
  private func trace(_ s: Session) -> [String] {
    s.actions.compactMap { $0.split(separator: " ").first.map(String.init) }
  }

  @Test func theUsualOrderIsTrainEvaluateQueryLabel() throws {
    let s = try session(Procedure(strategy: NamedOptions("random"), epochs: 2), initial: 6)
    let record = try s.round(budget: 3)
    #expect(trace(s) == ["train", "evaluate", "query", "label"])
    #expect(record.number == 1 && record.epochs == 2 && record.query?.ids.count == 3)
    #expect(s.current.number == 2 && s.state.interactions == 6 + 3)
  }

  /// DSAC: labels before any training, which followers take over; a training on all of them.
  @Test func labelsMayComeBeforeAnyTraining() throws {
    let s = try session(
      Procedure(
        initial: .none, round: [.query, .label, .train, .evaluate],
        strategy: NamedOptions("random"), epochs: 1))
    let record = try s.round(budget: 4)
    #expect(trace(s) == ["query", "label", "train", "evaluate"])
    #expect(record.number == 2 && record.labels == 4 && record.evaluation != nil)
  }

  /// Cluster annotation: every round starts from the weights of the beginning; what counts is
  /// interactions.
  @Test func everyRoundMayStartFromTheWeightsOfTheBeginning() throws {
    let s = try session(
      Procedure(
        initial: .none, round: [.query, .label, .reset, .train, .evaluate],
        strategy: NamedOptions("random"), epochs: 1))
    let origin = try s.bits.filter { $0.key.hasPrefix("network.") }
    try s.round(budget: 4)
    #expect(trace(s) == ["opening", "query", "label", "reset", "train", "evaluate"])
    #expect(try s.bits.filter { $0.key.hasPrefix("network.") } != origin)
    try s.reset()
    #expect(try s.bits.filter { $0.key.hasPrefix("network.") } == origin)
    #expect(s.state.interactions == 4)
    // The beginning is kept, too.
    let path = SessionFixture.path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    try s.round(budget: 2)
    try s.save(to: path)
    nonisolated(unsafe) let product = s.method.product
    let recipe = Recipe<any Method>("paper", "A paper.", source: "a test") {
      unsafe product
    }
    let opened = try Session.open(path, methods: Catalogue("method", [recipe])) { _ in
      try SessionFixture.dataset()
    }
    try opened.reset()
    #expect(try opened.bits.filter { $0.key.hasPrefix("network.") } == origin)
  }

  /// BAL: an opening of its own, and an option that is chosen by what a query with it leads to.
  @Test func anOpeningIsDoneOnceAndAnOptionIsTuned() throws {
    let tuning = Procedure.Tuning(option: "share", values: [0, 0.5, 1], round: 2)
    let s = try session(
      Procedure(
        initial: .none, opening: [.query, .label],
        round: [.train, .evaluate, .tune(tuning), .query, .label],
        strategy: NamedOptions("cluster_annotation", ["sampler": .recipe(NamedOptions("random"))]),
        epochs: 1))
    try s.round(budget: 6)
    let options = try #require(s.strategy.named.options["share"])
    #expect(tuning.values.contains { options == .number($0) })
    #expect(s.state.opened == 2 && s.closedRounds.count == 2)
    // What was tried left nothing behind but the choice.
    #expect(s.state.interactions == 12)
    #expect(trace(s).count { $0 == "tune" } == 3)
    try s.round(budget: 2)
    #expect(s.state.opened == 2 && s.closedRounds.count == 3)
    #expect(trace(s).count { $0 == "tune" } == 3)
  }
}
