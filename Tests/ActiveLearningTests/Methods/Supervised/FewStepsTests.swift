import ActiveLearning
import Tensors
import Testing

/// Batch-norm behind a training of few steps, and models that do not know their own labels.
@Suite struct FewStepsTests {
  /// Grey images of little contrast, as of a photo: a brighter quarter tells the class.
  private static func data() throws -> TrainingData {
    var rng = Random(seed: 4, stream: "pictures")
    var bytes: [UInt8] = []
    let count = 80
    for row in 0..<count {
      for pixel in 0..<64 {
        let quarter = pixel / 32 * 2 + pixel % 8 / 4
        bytes.append(UInt8(118 + (quarter == row % 4 ? 9 : 0) + rng.int(below: 5)))
      }
    }
    let dataset = try Dataset(
      name: "dim", images: ImageStore(bytes, count: count, shape: [1, 8, 8]),
      labels: (0..<count).map { $0 % 4 }, classNames: ["a", "b", "c", "d"],
      splits: ["train": Array(0..<count)])
    return TrainingData(
      dataset: dataset, ids: Array(0..<count),
      labels: Dictionary(uniqueKeysWithValues: (0..<10).map { ($0, $0 % 4) }))
  }

  private static func run(_ options: [String: OptionValue] = [:]) throws -> MethodRun {
    let own: [String: OptionValue] = ["network": .text("cnn"), "epochs": .integer(20)]
    return try MethodRun(
      try Configuration(
        try Catalogue.methods.recipe(named: "classifier"), own.merging(options) { $1 }
      ).product)
  }

  private static let running: [String: OptionValue] = ["batch_norm": .text("running")]

  /// Ten labels, one step an epoch: 20 steps.
  @Test func tenLabelsAreEnoughForImagesThatLieApart() throws {
    let data = try Self.data()
    var said: [String] = []
    let monitor = Monitor(announce: { said.append($0) })
    func learn(_ options: [String: OptionValue]) throws -> (loss: Double, accuracy: Double) {
      let run = try Self.run(options)
      let losses = try run.train(data, 20, monitor)
      return (losses[0].value, try run.accuracy(on: data))
    }
    let plain = try learn(Self.running)
    // Four classes: chance is 0.25.
    #expect(plain.loss < 0.05 && plain.accuracy < 0.4, "\(plain)")
    #expect(said.count == 1 && said[0].contains("of 10 images that it was trained on"), "\(said)")
    said = []
    let exact = try learn([:])
    #expect(exact.loss == plain.loss && exact.accuracy > 0.95, "\(exact)")
    #expect(said.isEmpty)
  }

  @Test func itIsSaidOnce() throws {
    let (data, run) = try (Self.data(), Self.run(Self.running))
    var said = 0
    let monitor = Monitor(announce: { _ in said += 1 })
    _ = try run.train(data, 20, monitor)
    _ = try run.train(data, 1, monitor)
    #expect(said == 1)
  }

  /// Training goes on from the running statistics, as if nothing had been measured.
  @Test func measuringLeavesTheTrainingAlone() throws {
    let data = try Self.data()
    let (exact, running) = try (Self.run(), Self.run(Self.running))
    for run in [exact, running] {
      for epochs in [3, 1, 2] { _ = try run.train(data, epochs) }
    }
    let (a, b) = try (exact.bits, running.bits)
    var statistics = 0
    for (name, bits) in b {
      let isStatistic = name.hasPrefix("network.") && name.contains(".running_")
      let kept = name.replacing("network.", with: "statistics.running.")
      #expect(a[isStatistic ? kept : name] == bits, "\(name)")
      if isStatistic {
        #expect(a[name] != bits, "\(name)")
        statistics += 1
      }
    }
    // Six batch-norms, a mean and a variance each.
    #expect(statistics == 12 && a.count == b.count + 13)
    // The training is not over: the other way is open.
    try exact.learner.adopt(running.method)
    #expect(try exact.bits == running.bits)
  }

  @Test(arguments: [(157, true), (158, false)])
  func behindEnoughStepsTheRunningStatisticsStay(steps: Int, measured: Bool) throws {
    let data = try Self.data()
    let few = TrainingData(
      dataset: data.dataset, ids: data.ids, labels: data.labels.filter { $0.key < 4 })
    let run = try Self.run()
    _ = try run.train(few, steps)
    let state = try run.learner.state
    #expect(state.keys.contains { $0.hasPrefix("statistics.running.") } == measured)
    #expect(try state["statistics.steps"]?.item() == Float(steps))
  }

  @Test func aTrainingThatWasStoppedIsMeasuredWhenItIsAsked() throws {
    let (data, run) = try (Self.data(), Self.run())
    var steps = 0
    let monitor = Monitor(
      report: { _ in steps += 1 }, checkpoint: { if steps == 19 { throw Cancelled() } })
    #expect(throws: Cancelled.self) { try run.train(data, 20, monitor) }
    #expect(try run.accuracy(on: data) > 0.95)
  }

  /// What a user loads between two trainings is not overwritten by what was kept aside.
  @Test(arguments: [false, true]) func loadedStatisticsStay(isReopened: Bool) throws {
    let data = try Self.data()
    var run = try Self.run(["weights": .text("continue"), "rate": .number(1e-30)])
    _ = try run.train(data, 2)
    if isReopened { run = try run.reopened() }
    let network = run.learner.networks[0].network
    let weights = try network.state.mapValues { try $0 * 3 }
    try network.restore(weights)
    var first: Tensor?
    _ = try run.train(
      data, 1, Monitor(report: { _ in first = try? network.state["block1.bn1.running_mean"] }))
    // One step moves them a tenth of the way to the batch's: from what was kept, less than a third
    // of them would be left.
    let loaded = try #require(weights["block1.bn1.running_mean"]).values()
    let after = try #require(first).values()
    let (before, moved) = (loaded.map(abs).max() ?? 0, after.map(abs).max() ?? 0)
    #expect(moved > 0.6 * before, "\(before) to \(moved)")
  }

  @Test func networksWithoutBatchNormHaveNoStatistics() throws {
    let data = try Self.data()
    let runs = try [[:], Self.running].map {
      try Self.run($0.merging(["network": .text("mlp")]) { $1 })
    }
    for run in runs { _ = try run.train(data, 2) }
    #expect(try runs[0].bits == runs[1].bits)
    #expect(try !runs[0].bits.keys.contains { $0.hasPrefix("statistics") })
  }

  @Test func sessionsFromBeforeTheChoiceGoOnAsTheyDid() throws {
    for name in ["classifier", "ccl", "autoembedder"] {
      let method = try Catalogue<any Method>.methods.configuration(saved: NamedOptions(name, [:]))
      #expect(method.values["batch_norm"] == .text("running"))
      let new = try Catalogue<any Method>.methods.configuration(NamedOptions(name, [:]))
      #expect(new.values["batch_norm"] == .text("exact"))
      let chosen = try Catalogue<any Method>.methods.configuration(saved: new.named)
      #expect(chosen.values["batch_norm"] == .text("exact"))
    }
  }
}
