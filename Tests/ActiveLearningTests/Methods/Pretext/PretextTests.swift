import ActiveLearning
import Foundation
import Tensors
import Testing

/// Tasks that the method `classifier` learns without labels.
@Suite struct PretextTests {
  /// Images whose upper half is brighter: how they were turned can be seen.
  private static func slopes(count: Int = 60) throws -> Dataset {
    var rng = Random(seed: 3, stream: "pictures")
    var bytes: [UInt8] = []
    for _ in 0..<count {
      for row in 0..<8 {
        for _ in 0..<8 { bytes.append(UInt8((row < 4 ? 140 : 0) + rng.int(below: 110))) }
      }
    }
    return try Dataset(
      name: "slopes", images: ImageStore(bytes, count: count, shape: [1, 8, 8]),
      labels: (0..<count).map { $0 % 2 }, classNames: ["a", "b"],
      splits: ["train": Array(0..<count - 10), "test": Array(count - 10..<count)])
  }

  private static func session(
    _ pretext: String, _ options: [String: OptionValue] = [:],
    _ others: [String: OptionValue] = [:], dataset: Dataset? = nil, seed: UInt64 = 1
  ) throws -> Session {
    var inner: [String: OptionValue] = ["batch": .integer(10), "rate": .number(0.05)]
    if pretext == "simclr" {
      inner["hidden"] = .integer(16)
      inner["projection"] = .integer(8)
    }
    inner.merge(options) { $1 }
    var chosen: [String: OptionValue] = [
      "network": .text("mlp"), "epochs": .integer(4), "batch": .integer(5),
      "pretext": .text(pretext), "pretext_options": .table(inner),
    ]
    chosen.merge(others) { $1 }
    return try Session(
      SessionSetup(
        dataset: try dataset ?? slopes(),
        method: try Configuration(try Catalogue.methods.recipe(named: "classifier"), chosen),
        initial: 12, seed: seed))
  }

  @Test func rotationLearnsTurnsThatCanBeSeen() throws {
    let s = try Self.session("rotation")
    let first = try s.pretrain(epochs: 1)
    let last = try s.pretrain(epochs: 14)
    #expect(last < first && s.pretrainedEpochs == 15)
    let outputs = try s.pretext(
      for: [3, 1, 50])
    #expect(outputs.features.shape == [3, 128] && outputs.losses.shape == [3])
    // Better than chance by far: a network that knows nothing has a loss of ln 4 = 1.39.
    #expect(outputs.losses.values().allSatisfy { $0 < 0.3 })
    let none = try s.pretext(for: [])
    #expect(none.features.shape == [0, 128] && none.losses.shape == [0])
  }

  @Test func aImageWithoutAnUpIsHard() throws {
    // Image 7 is even: all its turns look alike, so its loss cannot be below ln 4.
    let plain = try Self.slopes()
    var bytes: [UInt8] = []
    for id in 0..<plain.images.count { bytes += try plain.images.image(id) }
    for pixel in 7 * 64..<8 * 64 { bytes[pixel] = 100 }
    let set = try Dataset(
      name: "slopes", images: ImageStore(bytes, count: plain.images.count, shape: [1, 8, 8]),
      labels: plain.labels, classNames: ["a", "b"], splits: plain.splits)
    let s = try Self.session("rotation", dataset: set)
    try s.pretrain(epochs: 15)
    let losses = try s.pretext(
      for: s.trainingIDs + s.validationIDs
    ).losses.values()
    let hardest = zip(s.trainingIDs + s.validationIDs, losses).max { $0.1 < $1.1 }
    #expect(hardest?.0 == 7)
    #expect((hardest?.1 ?? 0) >= Float(4).logarithm - 1e-3)
  }

  @Test func simCLRPullsTheViewsOfAnImageTogether() throws {
    let set = try Configuration(
      try Catalogue<Dataset>.synthetic.recipe(named: "textures"),
      ["images": .integer(80), "size": .integer(8), "difficulty": .number(0)]
    ).product
    // Of image 7, which is black, every view is black, too.
    var bytes: [UInt8] = []
    for id in 0..<set.images.count { bytes += try set.images.image(id) }
    for place in 7 * set.images.stride..<8 * set.images.stride { bytes[place] = 0 }
    let dark = try Dataset(
      name: "textures",
      images: ImageStore(bytes, count: set.images.count, shape: set.images.shape),
      labels: set.labels, classNames: set.classNames, splits: set.splits)
    let s = try Self.session(
      "simclr",
      [
        "optimizer": .text("adam"), "rate": .number(1e-3), "temperature": .number(0.5),
        "batch": .integer(16), "hidden": .integer(64), "projection": .integer(32),
        "augmentation": .text("custom"),
        "augmentation_options": .table(["padding": .integer(1)]),
      ], dataset: dark)
    let first = try s.pretrain(epochs: 1)
    let last = try s.pretrain(epochs: 29)
    // 32 views, of which one is right: a network that knows nothing has ln 31 = 3.4.
    #expect(last < first - 0.5, "\(first) to \(last)")
    let ids = Array(0..<40)
    let outputs = try s.pretext(for: ids)
    // Normalised features: the roundings of 128 squares.
    let lengths = try outputs.features.squared().sum(axis: 1).values()
    #expect(lengths.allSatisfy { abs($0 - 1) < 1e-5 })
    // Squared distances of the views' unit vectors: roundings where both views are the same image, of
    // which one in nine is shifted twice the same way.
    let losses = outputs.losses.values()
    #expect(losses[7] < 1e-10)
    #expect(losses.count { $0 > 1e-4 } > ids.count / 2, "\(losses)")
  }

  @Test(arguments: ["rotation", "simclr"])
  func aSavedSessionGoesOnWithTheSameBits(pretext: String) throws {
    let path = SessionFixture.path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let original = try Self.session(pretext, ["epochs": .integer(4), "schedule": .text("cosine")])
    try original.pretrain(epochs: 2)
    try original.round(budget: 3)
    try original.save(to: path)
    let opened = try Session.open(path) { _ in try Self.slopes() }
    #expect(try opened.bits == original.bits)
    for s in [original, opened] {
      try s.pretrain(epochs: 2)
      try s.round(budget: 3)
    }
    #expect(try opened.bits == original.bits)
    #expect(opened.closedRounds.map(\.query) == original.closedRounds.map(\.query))
    let outputs = try [original, opened].map { s in
      try s.pretext(for: s.trainingIDs)
    }
    #expect(outputs[0].losses.values() == outputs[1].losses.values())
    #expect(outputs[0].features.values() == outputs[1].features.values())
  }

  @Test func aTaskWithoutPretrainingMovesNoOtherStream() throws {
    let (plain, other) = try (
      SupervisedTests.session(),
      SupervisedTests.session(["pretext": .text("rotation")])
    )
    for s in [plain, other] { try s.round(budget: 3) }
    let (a, b) = try (plain.bits, other.bits)
    for (name, bits) in a { #expect(b[name] == bits, "\(name)") }
  }

  @Test func aFailedEpochLeavesNoTrace() throws {
    let (failed, whole) = try (Self.session("rotation"), Self.session("rotation"))
    for s in [failed, whole] { try s.pretrain(epochs: 1) }
    func options(_ rate: Double) -> OptionValue {
      .table(["batch": .integer(10), "rate": .number(rate)])
    }
    try failed.setMethodOption("pretext_options", to: options(1e30))
    #expect(throws: Failure.self) { try failed.pretrain(epochs: 3) }
    try failed.setMethodOption("pretext_options", to: options(0.05))
    #expect(try failed.bits == whole.bits && failed.pretrainedEpochs == 1)
    for s in [failed, whole] { try s.pretrain(epochs: 1) }
    #expect(try failed.bits == whole.bits)
  }

  @Test func aStopKeepsTheStepsThatWereDone() throws {
    let s = try Self.session("simclr")
    var steps = 0
    let monitor = Monitor(checkpoint: {
      steps += 1
      if steps == 6 { throw Cancelled() }
    })
    let before = try s.bits
    // Forty images in batches of ten are four steps an epoch.
    #expect(throws: Cancelled.self) { try s.pretrain(epochs: 4, monitor: monitor) }
    #expect(s.pretrainedEpochs == 1)
    #expect(try s.bits != before)
    try s.pretrain(epochs: 1)
    #expect(s.pretrainedEpochs == 2)
  }

  @Test(arguments: ["rotation", "simclr"])
  func aTrainingMayStartFromTheTask(pretext: String) throws {
    let s = try Self.session(pretext, [:], ["weights": .text("pretext")])
    #expect {
      try s.train(epochs: 1)
    } throws: { "\($0)".contains("was not learned yet") }
    try s.pretrain(epochs: 2)
    let task = try #require(try s.learner.state["pretext.network.fc1.weight"]).values()
    // A rate of next to nothing: the weights stay where the training started.
    try s.setMethodOption("rate", to: .number(1e-30))
    for _ in 0..<2 {
      try s.train(epochs: 1)
      #expect(try #require(try s.learner.state["network.fc1.weight"]).values() == task)
      try s.label(s.query(2))
    }
    let head = try #require(try s.learner.state["network.fc.weight"])
    #expect(head.shape == [2, 128])
  }

  @Test func aBackboneOfFourClassesKeepsItsOwnHead() throws {
    // The task has four turns, the classifier four classes: their heads are not the same.
    let set = try Configuration(
      try Catalogue<Dataset>.synthetic.recipe(named: "blobs"),
      ["images": .integer(80), "size": .integer(8)]
    ).product
    let s = try Self.session(
      "rotation", [:], ["weights": .text("pretext"), "rate": .number(1e-30)], dataset: set)
    try s.pretrain(epochs: 1)
    try s.train(epochs: 1)
    let state = try s.learner.state
    #expect(
      state["network.fc.weight"]?.shape == state["pretext.network.fc.weight"]?.shape)
    #expect(
      state["network.fc.weight"]?.values() != state["pretext.network.fc.weight"]?.values())
    #expect(
      state["network.fc1.weight"]?.values() == state["pretext.network.fc1.weight"]?.values())
  }

  @Test func turnsComeAfterOtherChanges() throws {
    let set = try Self.slopes()
    var shift = Augmentation()
    shift.padding = 2
    let stream = Random(seed: 4, stream: "changes")
    let (images, _) = try set.rotations([5], shift, stream: stream, epoch: 2)
    let upright = try set.batch([5], shift, stream: stream, epoch: 2).values()
    let all = images.values()
    #expect(Array(all[0..<64]) == upright)
    var turned: [Float] = []
    // Against the clock: row y, column x comes from row x, column 7 − y.
    for y in 0..<8 {
      for x in 0..<8 { turned.append(upright[x * 8 + 7 - y]) }
    }
    #expect(Array(all[64..<128]) == turned)
  }

  @Test(
    arguments: [
      (["pretext": OptionValue.text("rotations")], "rotation"),
      (
        ["pretext": .text("none"), "pretext_options": .table(["batch": .integer(3)])],
        "there is no pretext task"
      ),
      (["pretext_options": .table(["bach": .integer(3)])], "batch"),
      (
        ["pretext_options": .table(["optimizer": .text("adam"), "momentum": .number(0.5)])],
        "adam: no option \"momentum\""
      ),
      (
        [
          "pretext": .text("simclr"),
          "pretext_options": .table(["augmentation": .text("none")]),
        ], "two views of an image would be the same"
      ),
    ] as [([String: OptionValue], String)])
  func optionsThatDoNotFitAreRefused(options: [String: OptionValue], complaint: String) throws {
    #expect {
      try Self.session("rotation", [:], options)
    } throws: { "\($0)".contains(complaint) }
  }

  @Test func theTaskCannotChange() throws {
    let s = try Self.session("simclr")
    #expect(throws: Failure.self) { try s.setMethodOption("pretext", to: .text("rotation")) }
    #expect {
      try s.setMethodOption("pretext_options", to: .table(["hidden": .integer(17)]))
    } throws: { "\($0)".contains("another task or size of its layers") }
  }

  @Test func aTaskThatWasNotLearnedIsNotAsked() throws {
    let s = try Self.session("rotation")
    #expect {
      try s.pretext(for: [1])
    } throws: { "\($0)".contains("the task rotation was not learned yet") }
  }

  @Test func damagedWeightsAreRefusedAndChangeNothing() throws {
    let s = try Self.session("rotation")
    try s.pretrain(epochs: 1)
    let before = try s.bits
    var state = try s.learner.state
    state["pretext.network.fc1.weight"] = nil
    let damaged = state
    #expect(throws: Failure.self) { try s.learner.restore(damaged) }
    #expect(try s.bits == before)
  }
}

extension Float {
  fileprivate var logarithm: Float { Float(Foundation.log(Double(self))) }
}
