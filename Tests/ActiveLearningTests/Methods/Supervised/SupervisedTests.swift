import ActiveLearning
import Foundation
import Tensors
import Testing

/// Supervised training on the two classes of the session fixture.
@Suite struct SupervisedTests {
  static func session(
    seed: UInt64 = 1, initial: Int = 12, _ options: [String: OptionValue] = [:]
  ) throws -> Session {
    var chosen: [String: OptionValue] = [
      "network": .text("mlp"), "epochs": .integer(4), "batch": .integer(5),
    ]
    chosen.merge(options) { $1 }
    return try Session(
      SessionSetup(
        dataset: try SessionFixture.dataset(),
        method: try Configuration(try Catalogue.methods.recipe(named: "classifier"), chosen),
        initial: initial, seed: seed))
  }

  private func reopen(_ path: String) throws -> Session {
    try Session.open(path) { _ in try SessionFixture.dataset() }
  }

  @Test func twoClassesAreLearned() throws {
    let s = try Self.session()
    try s.train(epochs: 10)
    #expect(try s.evaluate().accuracy == 1)
    #expect(try s.evaluate(split: "test").accuracy == 1)
    #expect(s.current.precision == .float32)
  }

  @Test func outputsAreProbabilitiesAndPenultimateFeatures() throws {
    let s = try Self.session(["network_options": .table(["hidden": .integer(7)])])
    let outputs = try s.outputs(for: [3, 1, 2])
    #expect(outputs.probabilities.shape == [3, 2])
    #expect(outputs.embeddings.shape == [3, 7])
    let sums = try outputs.probabilities.sum(axis: 1).values()
    // Two numbers below 1 and their sum are each rounded once: 3 · 2⁻²⁴.
    #expect(sums.allSatisfy { abs($0 - 1) < 2e-7 })
    let none = try s.outputs(for: [])
    #expect(none.probabilities.shape == [0, 2] && none.embeddings.shape == [0, 7])
  }

  @Test(
    arguments: [
      ["optimizer": OptionValue.text("adam")],
      ["optimizer": .text("sgd"), "momentum": .number(0.9), "weights": .text("continue")],
      ["schedule": .text("cosine"), "weights": .text("initial")],
      ["network": .text("bayesian_cnn"), "optimizer": .text("rmsprop"), "clip": .number(1)],
      ["network": .text("cnn"), "optimizer": .text("adamw")],
      ["consistency": .number(0.05), "weights": .text("continue")],
      ["consistency": .number(0.05), "network": .text("bayesian_cnn")],
    ])
  func aSavedSessionGoesOnWithTheSameBits(options: [String: OptionValue]) throws {
    let path = SessionFixture.path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let original = try Self.session(options)
    try original.round(budget: 5)
    // In the midst of a training: its schedule goes on where it stood.
    try original.train(epochs: 2)
    try original.save(to: path)
    let opened = try reopen(path)
    #expect(try opened.bits == original.bits)
    for s in [original, opened] {
      try s.train(epochs: 2)
      try s.evaluate()
      try s.label(s.query(5))
      try s.round(budget: 3)
    }
    #expect(try opened.bits == original.bits)
    #expect(opened.closedRounds.map(\.query) == original.closedRounds.map(\.query))
    #expect(opened.closedRounds.map(\.losses) == original.closedRounds.map(\.losses))
  }

  @Test(arguments: ["constant", "cosine"])
  func aTrainingInPartsIsTheTrainingAtOnce(schedule: String) throws {
    let (whole, parts) = try (
      Self.session(["schedule": .text(schedule)]), Self.session(["schedule": .text(schedule)])
    )
    try whole.train(epochs: 4)
    for _ in 0..<4 { try parts.train(epochs: 1) }
    #expect(try whole.bits == parts.bits)
  }

  @Test func freshWeightsForgetTheRoundBefore() throws {
    // Two runs that differ in how long the first round was trained: what is drawn anew does not
    // know of it, what goes on does.
    func secondRound(_ start: String, epochs: Int) throws -> [String: [UInt32]] {
      let s = try Self.session(["weights": .text(start), "shuffle": .boolean(false)])
      try s.train(epochs: epochs)
      try s.label(
        s.trainingIDs.filter { s.knownLabels[$0] == nil }.prefix(4).map(\.self), as: [0, 1, 0, 1],
        by: "test")
      try s.train(epochs: 1)
      return try s.bits
    }
    #expect(try secondRound("scratch", epochs: 1) == secondRound("scratch", epochs: 3))
    #expect(try secondRound("initial", epochs: 1) == secondRound("initial", epochs: 3))
    #expect(try secondRound("continue", epochs: 1) != secondRound("continue", epochs: 3))
    #expect(try secondRound("scratch", epochs: 1) != secondRound("initial", epochs: 1))
  }

  @Test func trainingWithoutALabelSaysSo() throws {
    let s = try Self.session(initial: 0)
    #expect {
      try s.train(epochs: 1)
    } throws: { "\($0)".contains("no labels yet to learn from") }
  }

  @Test func thereIsNothingToPretrain() throws {
    let s = try Self.session()
    #expect {
      try s.pretrain(epochs: 1)
    } throws: { "\($0)".contains("nothing to pretrain") }
    #expect(s.pretrainedEpochs == 0)
  }

  @Test func aStopKeepsTheStepsThatWereDone() throws {
    let s = try Self.session()
    var steps = 0
    let monitor = Monitor(checkpoint: {
      steps += 1
      if steps == 5 { throw Cancelled() }
    })
    let before = try s.bits
    // Twelve labels in batches of five are three steps an epoch.
    #expect(throws: Cancelled.self) { try s.train(epochs: 4, monitor: monitor) }
    #expect(s.current.epochs == 1)
    #expect(try s.bits != before)
    try s.train(epochs: 1)
    #expect(s.current.epochs == 2)
  }

  @Test func anAbsurdRateNamesTheLayerAndLeavesTheSessionAsItWas() throws {
    let s = try Self.session(["optimizer": .text("sgd"), "rate": .number(1e30)])
    let before = try s.bits
    #expect {
      try s.train(epochs: 4)
    } throws: {
      let text = "\($0)"
      return text.contains("not finite at epoch 1, step 2") && text.contains("rate 1e+30")
        && text.contains("values stop being finite in 'fc' (linear)")
    }
    #expect(try s.bits == before)
    #expect(s.current.epochs == 0)
  }

  @Test(arguments: [(5, 0), (12, 0), (5, 0.05)])
  func aLaterFailureGoesBackToTheLastGoodEpoch(batch: Int, consistency: Double) throws {
    // With one step in an epoch the rate's damage only shows after its last step.
    let options: [String: OptionValue] = [
      "optimizer": .text("sgd"), "batch": .integer(batch), "weights": .text("continue"),
      "consistency": .number(consistency),
    ]
    let (failed, whole) = try (Self.session(options), Self.session(options))
    for s in [failed, whole] { try s.train(epochs: 2) }
    try failed.setMethodOption("rate", to: .number(1e30))
    #expect(throws: Failure.self) { try failed.train(epochs: 2) }
    #expect(failed.current.epochs == 2)
    try failed.setMethodOption("rate", to: .none)
    #expect(try failed.bits == whole.bits)
    for s in [failed, whole] {
      try s.train(epochs: 2)
      try s.round(budget: 3)
    }
    #expect(try failed.bits == whole.bits)
  }

  @Test func theRateAndTheOptimizerChangeBetweenRounds() throws {
    let s = try Self.session()
    try s.round(budget: 2, epochs: 1)
    try s.setMethodOption("optimizer", to: .text("sgd"))
    try s.setMethodOption("rate", to: .number(0.05))
    try s.round(budget: 2, epochs: 1)
    #expect(
      s.closedRounds.map { $0.method.options["optimizer"] } == [.text("adam"), .text("sgd")])
    #expect(throws: Failure.self) {
      try s.setMethodOption("network_options", to: .table(["hidden": .integer(3)]))
    }
  }

  @Test func balanceMakesEachClassCountTheSame() throws {
    // One image of one class and eight of the other in one step. At the start both probabilities
    // are near a half, so the gradient of the last bias is ½·(8 − 1)/9 = 7/18 by count, and 0 where
    // each class counts the same.
    func step(balance: Bool) throws -> Float {
      let s = try Self.session(
        initial: 0,
        [
          "balance": .boolean(balance), "optimizer": .text("sgd"), "rate": .number(1),
          "batch": .integer(64),
        ])
      let left = s.trainingIDs.filter { $0 % 2 == 0 }
      let right = s.trainingIDs.filter { $0 % 2 == 1 }
      try s.label(
        Array(left.prefix(1) + right.prefix(8)), as: [0] + Array(repeating: 1, count: 8),
        by: "test")
      let before = try #require(try s.learner.state["network.fc.bias"]).values()
      try s.train(epochs: 1)
      let after = try #require(try s.learner.state["network.fc.bias"]).values()
      return after[1] - before[1]
    }
    #expect(try abs(step(balance: false) - 7.0 / 18) < 0.15)
    #expect(try abs(step(balance: true)) < 0.15)
  }

  @Test func consistencyLearnsFromUnlabelledImages() throws {
    // The same labels, of which the unlabelled images make the difference.
    let options: [String: OptionValue] = ["consistency": .number(1), "batch": .integer(12)]
    let (plain, with) = try (Self.session(), Self.session(options))
    let first = try with.train(epochs: 1)
    #expect(first.map(\.name) == ["loss", "consistency"])
    let last = try with.train(epochs: 30)
    #expect(last[1].value < first[1].value)
    try plain.train(epochs: 1)
    #expect(try plain.bits["consistency.updates"] == nil && with.bits["consistency.updates"] != nil)
    #expect(try with.evaluate().accuracy == 1)
    // Where everything is labelled, nothing is left to draw.
    let all = try Self.session(initial: 40, options)
    try all.train(epochs: 1)
    #expect(throws: Failure.self) { try with.setMethodOption("consistency", to: .number(2)) }
  }

  @Test func samplesDifferAndMoveNoOtherStream() throws {
    let (s, untouched) = try (
      Self.session(["network": .text("bayesian_cnn")]),
      Self.session(["network": .text("bayesian_cnn")])
    )
    try s.train(epochs: 1)
    try untouched.train(epochs: 1)
    let samples = try s.samples(3, for: [4, 9])
    #expect(samples.shape == [3, 2, 2])
    let values = samples.values()
    #expect(values[0..<4] != values[4..<8] && values[4..<8] != values[8..<12])
    // Each pair of probabilities sums to 1, but for three roundings.
    #expect(
      stride(from: 0, to: 12, by: 2).allSatisfy { abs(values[$0] + values[$0 + 1] - 1) < 2e-7 })
    for session in [s, untouched] { try session.round(budget: 2, epochs: 1) }
    #expect(try s.bits == untouched.bits)
  }

  @Test func samplesOfANetworkWithoutDropoutAreRefused() throws {
    let s = try Self.session()
    #expect {
      try s.samples(3, for: [1])
    } throws: { "\($0)".contains("nothing in this network is left to chance") }
  }

  @Test(arguments: [("inf", Float.infinity), ("large", 3e38)])
  func theSearchNamesTheWeightsOrWhatIsComputed(kind: String, weight: Float) throws {
    let s = try Self.session(["optimizer": .text("sgd")])
    var state = try s.learner.state
    let shape = try #require(state["network.fc1.weight"]).shape
    state["network.fc1.weight"] = try Tensor(repeating: weight, shape: shape)
    try s.learner.restore(state)
    #expect {
      try s.train(epochs: 1)
    } throws: {
      let text = "\($0)"
      return kind == "inf"
        ? text.contains("the weights of 'fc1' are not finite")
        : text.contains("values stop being finite in 'fc1' (linear)")
    }
  }

  @Test(
    arguments: [
      (["network": OptionValue.text("cnm")], "network"),
      (["network_options": .table(["hiden": .integer(3)])], "hidden"),
      (["schedule": .text("multistep")], "multi_step 60 120"),
      (["momentum": .number(0.9), "optimizer": .text("adam")], "adam: no option \"momentum\""),
      (["rate": .number(0.1), "optimizer_options": .table(["rate": .number(0.2)])], "given twice"),
      (["rate": .number(0)], "a number greater than 0, or nil"),
      (["weights": .text("old")], "\"scratch\" or \"continue\" or \"initial\""),
    ] as [([String: OptionValue], String)])
  func optionsThatDoNotFitAreRefused(options: [String: OptionValue], complaint: String) throws {
    #expect {
      try Self.session(options)
    } throws: { "\($0)".contains(complaint) }
  }

  @Test func damagedProgressIsRefusedAndChangesNothing() throws {
    let s = try Self.session()
    try s.train(epochs: 1)
    let before = try s.bits
    var state = try s.learner.state
    state["training.labels"] = try Tensor([0.5, 1], shape: [1, 2])
    let damaged = state
    #expect {
      try s.learner.restore(damaged)
    } throws: { "\($0)".contains("'training.labels' is damaged") }
    #expect(try s.bits == before)
  }
}
