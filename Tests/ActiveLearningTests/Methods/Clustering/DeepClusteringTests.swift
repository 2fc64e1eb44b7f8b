import ActiveLearning
import Foundation
import Tensors
import Testing

/// DEC, DCEC, SDEC, AutoEmbedder and ADC.
@Suite(.serialized) struct DeepClusteringTests {
  static let names = ["dec", "dcec", "sdec", "autoembedder", "adc"]

  private static func options(_ name: String) -> [String: OptionValue] {
    switch name {
    case "dec", "sdec":
      [
        "width": .integer(16), "embedding": .integer(4), "batch": .integer(20),
        "refresh": .integer(5), "restarts": .integer(3), "pretraining_rate": .number(3e-3),
      ]
    case "dcec":
      [
        "embedding": .integer(4), "batch": .integer(20), "refresh": .integer(5),
        "restarts": .integer(3),
      ]
    case "autoembedder":
      [
        "network": .text("mlp"), "alpha": .number(4), "batch": .integer(20),
        "restarts": .integer(3), "rate": .number(3e-3),
      ]
    default:
      [
        "embedding": .integer(4), "batch": .integer(10), "refinement": .integer(2),
        "refinement_batch": .integer(20), "refresh": .integer(5), "restarts": .integer(3),
      ]
    }
  }

  /// Images around one pattern for each of four classes.
  private static func blobs(noise: Double = 0.1) throws -> Dataset {
    try Configuration(
      try Catalogue<Dataset>.synthetic.recipe(named: "blobs"),
      [
        "images": .integer(150), "classes": .integer(4), "size": .integer(8),
        "noise": .number(noise), "seed": .integer(3),
      ]
    ).product
  }

  private static func session(
    _ name: String, _ chosen: [String: OptionValue] = [:], initial: Int = 12, seed: UInt64 = 1,
    dataset: Dataset? = nil
  ) throws -> Session {
    try Session(
      SessionSetup(
        dataset: try dataset ?? blobs(),
        method: try Configuration(
          try Catalogue.methods.recipe(named: name), options(name).merging(chosen) { $1 }),
        initial: initial, seed: seed))
  }

  @Test(arguments: ["dec", "dcec"])
  func separatePatternsAreFoundWithoutALabel(name: String) throws {
    let s = try Self.session(name, initial: 0)
    try s.pretrain(epochs: 40)
    try s.train(epochs: 5)
    let evaluation = try s.evaluate(split: "train")
    #expect(evaluation.clusteringAccuracy > 0.95, "\(evaluation.clusteringAccuracy)")
    #expect(evaluation.normalizedMutualInformation > 0.9)
    #expect(evaluation.adjustedRandIndex > 0.9)
  }

  /// Batches so small that some have pairs of one kind only.
  @Test func aLossHasItsTermsThoughNotInEachStep() throws {
    let s = try Self.session("sdec", ["batch": .integer(2), "tolerance": .number(0)])
    try s.pretrain(epochs: 1)
    let terms = try s.train(epochs: 1)
    #expect(terms.count > 2 && Set(terms.map(\.name)).count == terms.count)
    #expect(terms.allSatisfy { $0.value.isFinite && $0.value >= 0 }, "\(terms)")
  }

  @Test(arguments: names)
  func labelsGiveClustersTheirNames(name: String) throws {
    let s = try Self.session(name, initial: 40)
    if name != "autoembedder" && name != "adc" { try s.pretrain(epochs: 40) }
    try s.train(epochs: name == "adc" ? 15 : 30)
    let evaluation = try s.evaluate()
    #expect(evaluation.accuracy > 0.9, "\(evaluation.accuracy)")
    #expect(evaluation.clusteringAccuracy >= evaluation.accuracy)
    let outputs = try s.outputs(for: s.trainingIDs)
    let sums = try outputs.probabilities.sum(axis: 1).values()
    // Four quotients and their sum, each rounded once: 5 · 2⁻²⁴.
    #expect(sums.allSatisfy { abs($0 - 1) < 3e-7 })
    #expect(try s.clusters().clusters.count == 4)
  }

  @Test(arguments: names)
  func aSavedSessionGoesOnWithTheSameBits(name: String) throws {
    let path = SessionFixture.path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let original = try Self.session(name)
    if name != "autoembedder" && name != "adc" { try original.pretrain(epochs: 2) }
    try original.round(budget: 4, epochs: 2)
    try original.train(epochs: 1)
    try original.save(to: path)
    let opened = try Session.open(path) { _ in try Self.blobs() }
    #expect(try opened.bits == original.bits)
    for s in [original, opened] {
      try s.train(epochs: 2)
      try s.round(budget: 3, epochs: 1)
    }
    #expect(try opened.bits == original.bits)
    #expect(opened.closedRounds.map(\.query) == original.closedRounds.map(\.query))
    #expect(opened.closedRounds.map(\.evaluation) == original.closedRounds.map(\.evaluation))
  }

  @Test(arguments: names)
  func aFailedEpochLeavesNoTrace(name: String) throws {
    let (failed, whole) = try (Self.session(name), Self.session(name))
    for s in [failed, whole] { try s.train(epochs: 1) }
    try failed.setMethodOption("optimizer", to: .text("sgd"))
    try failed.setMethodOption("rate", to: .number(1e30))
    #expect(throws: Failure.self) { try failed.train(epochs: 2) }
    for (name, bits) in try whole.bits where !name.contains("training.") {
      if name.hasPrefix("network.") || name == "centres" {
        #expect(try failed.bits[name] == bits, "\(name)")
      }
    }
    #expect(failed.current.epochs == 1)
  }

  @Test(arguments: names)
  func aStopLeavesASoundModel(name: String) throws {
    let s = try Self.session(name)
    var checks = 0
    let monitor = Monitor(checkpoint: {
      checks += 1
      if checks == 9 { throw Cancelled() }
    })
    #expect(throws: Cancelled.self) { try s.train(epochs: 50, monitor: monitor) }
    #expect(try s.outputs(for: s.validationIDs).probabilities.shape == [s.validationIDs.count, 4])
    try s.train(epochs: 1)
  }

  @Test func selfTrainingComesToRest() throws {
    let s = try Self.session("dec", ["refresh": .integer(1), "tolerance": .number(0.05)])
    try s.pretrain(epochs: 20)
    var steps = 0
    try s.train(epochs: 100, monitor: Monitor(report: { _ in steps += 1 }))
    // Six steps an epoch; clear clusters stay as they are from the second target on.
    #expect(steps < 60)
    #expect(s.current.epochs >= 1)
  }

  @Test func theDecoderIsLeftAloneByDEC() throws {
    let s = try Self.session("dec")
    try s.pretrain(epochs: 1)
    let before = try s.bits
    try s.train(epochs: 1)
    for (name, bits) in try s.bits where name.hasPrefix("network.") {
      #expect((before[name] == bits) == name.contains("decoder"), "\(name)")
    }
  }

  /// What pairs are worth: two classes that look alike are told apart by answers alone.
  @Test func pairsTellClassesApartThatLookAlike() throws {
    let set = try Self.alike()
    func accuracy(lambda: Double) throws -> Double {
      let s = try Self.session(
        "sdec", ["lambda": .number(lambda), "tolerance": .number(0)], initial: 60, dataset: set)
      try s.pretrain(epochs: 20)
      try s.train(epochs: 40)
      return try s.evaluate(split: "train").clusteringAccuracy
    }
    let (without, with) = try (accuracy(lambda: 0), accuracy(lambda: 0.1))
    #expect(without < 0.6 && with > 0.95, "\(with) with pairs, \(without) without")
  }

  /// Brightness, which is most of what can be seen, says nothing of the class; three columns do.
  private static func alike() throws -> Dataset {
    var rng = Random(seed: 8, stream: "pictures")
    var bytes: [UInt8] = []
    for row in 0..<120 {
      let level = row / 2 % 2 == 0 ? 30 : 120
      for pixel in 0..<64 {
        let mark = row % 2 == 1 && pixel % 8 < 3 ? 80 : 0
        bytes.append(UInt8(level + mark + rng.int(below: 10)))
      }
    }
    return try Dataset(
      name: "alike", images: ImageStore(bytes, count: 120, shape: [1, 8, 8]),
      labels: (0..<120).map { $0 % 2 }, classNames: ["unmarked", "marked"],
      splits: ["train": Array(0..<120)])
  }

  @Test func answersAboutPairsAreEnoughForADC() throws {
    let s = try Self.session("adc", initial: 0)
    #expect {
      try s.train(epochs: 1)
    } throws: { "\($0)".contains("no pairs to learn from") }
    // Each image with the next of its class, which is the fourth next, and with two of other classes.
    let ids = s.trainingIDs
    let known = Set(ids)
    var (asked, questions) = ([Int](), [Question]())
    for id in ids {
      for other in [id + 4, id + 2, id + 1] where known.contains(other) {
        asked.append(id)
        questions.append(.pair(with: other))
      }
    }
    try s.label(
      QueryRecord(
        ids: asked, scores: asked.map { _ in 0 }, scoreName: "given", strategy: nil,
        questions: questions))
    #expect(s.knownLabels.isEmpty && s.constraints.count == asked.count)
    let losses = try s.train(epochs: 12)
    #expect(losses.map(\.name) == ["loss", "divergence"])
    let accuracy = try s.evaluate(split: "train").clusteringAccuracy
    #expect(accuracy > 0.9, "\(accuracy)")
    // Refinement is no epoch of training.
    #expect(s.current.epochs == 12)
  }

  /// With gradients as they are, a single epoch of self-training threw all digits into one cluster.
  @Test func fewPairsLeaveMoreThanOneClusterOfDigits() throws {
    let recipe = try Catalogue.methods.recipe(named: "adc")
    let s = try Session(
      SessionSetup(
        dataset: try TestData.catalogue.load("digits"),
        method: try Configuration(recipe, ["refinement": .integer(1)]), initial: 0, validation: 0,
        seed: 1))
    try s.label(s.query(57))
    try s.train(epochs: 100)
    // One cluster tells nothing of the classes: 0.
    #expect(try s.evaluate(split: "train").normalizedMutualInformation > 0.1)
  }

  @Test func thereIsNothingToPretrainFromPairs() throws {
    #expect {
      try Self.session("adc").pretrain(epochs: 1)
    } throws: { "\($0)".contains("learns from pairs only") }
  }

  @Test func measuresOfClustersAskForNoNames() {
    // Classes 0 and 1 under each other's names, one of six misplaced.
    let e = Evaluation(
      split: "train", predicted: [1, 1, 1, 0, 0, 1], actual: [0, 0, 0, 1, 1, 1], classes: 2)
    #expect(abs(e.accuracy - 1.0 / 6) < 1e-12)
    #expect(abs(e.clusteringAccuracy - 5.0 / 6) < 1e-12)
    // Of 15 pairs, 3 + 1 are together in both, 3 + 3 in classes, 6 + 1 in clusters:
    // (4 − 6·7/15) / ((6 + 7)/2 − 6·7/15).
    #expect(abs(e.adjustedRandIndex - (4 - 42.0 / 15) / (6.5 - 42.0 / 15)) < 1e-9)
  }

  @Test(
    arguments: [
      ("dec", ["tolerance": OptionValue.number(2)], "tolerance"),
      ("dcec", ["width": .integer(9)], "width"),
      ("sdec", ["margin": .number(0)], "a number greater than 0, or nil"),
      ("adc", ["delta": .number(-1)], "a number greater than 0"),
      ("autoembedder", ["network": .text("mobilenet")], "resnet18"),
    ] as [(String, [String: OptionValue], String)])
  func optionsThatDoNotFitAreRefused(
    name: String, options: [String: OptionValue], complaint: String
  ) throws {
    #expect {
      try Self.session(name, options)
    } throws: { "\($0)".contains(complaint) }
  }
}
