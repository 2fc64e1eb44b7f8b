import ActiveLearning
import Foundation
import Tensors
import Testing

@Test func splitsCoverTheTrainingImagesOnce() throws {
  let s = try SessionFixture.session()
  #expect(s.trainingIDs.count == 40)
  #expect(s.validationIDs.count == 10)
  #expect(Set(s.trainingIDs + s.validationIDs) == Set(0..<50))
  #expect(s.knownLabels.count == 6)
  #expect(s.knownLabels.allSatisfy { $0.value == $0.key % 2 })
}

@Test func aRoundTrainsEvaluatesAsksAndLabels() throws {
  let s = try SessionFixture.session()
  try s.pretrain(epochs: 2)
  let first = try s.round(budget: 4, epochs: 2)
  #expect(first.number == 1)
  #expect(first.labels == 6)
  #expect(first.evaluation?.count == 10)
  #expect(first.query?.ids.count == 4)
  #expect(first.epochs == 2)
  #expect(s.knownLabels.count == 10)
  let asked = first.query?.ids ?? []
  #expect(asked.allSatisfy(s.trainingIDs.contains))
  #expect(s.current.number == 2)
  #expect(s.current.labels == 10)
  #expect(s.history.map(\.number) == [1])
}

@Test func twoClassesAreLearned() throws {
  let s = try SessionFixture.session()
  try s.pretrain(epochs: 5)
  try s.train(epochs: 10)
  #expect(try s.evaluate().accuracy == 1)
  #expect(try s.evaluate(split: "test").accuracy == 1)
}

@Test func sameSeedGivesTheSameBits() throws {
  let runs = try (0..<2).map { _ in
    let s = try SessionFixture.session()
    try s.pretrain(epochs: 1)
    try s.round(budget: 4, epochs: 1)
    return try (s.bits, s.history.map(\.query))
  }
  #expect(runs[0].0 == runs[1].0)
  #expect(runs[0].1 == runs[1].1)
  let other = try SessionFixture.session(seed: 2)
  #expect(try other.bits != runs[0].0)
}

@Test func anEvaluationCountsOnlyForLabelsThatWereTrainedOn() throws {
  let s = try SessionFixture.session()
  try s.round(budget: 4, epochs: 1)
  try s.evaluate()
  #expect(s.history.map(\.labels) == [6])
  try s.train(epochs: 1)
  try s.evaluate()
  #expect(s.history.map(\.labels) == [6, 10])
}

@Test func aQueryLabelsNothing() throws {
  let s = try SessionFixture.session()
  let query = try s.query(3)
  #expect(s.knownLabels.count == 6)
  try s.label(query)
  #expect(s.knownLabels.count == 9)
  #expect(throws: Failure.self) { try s.label(query) }
  #expect(s.knownLabels.count == 9)
}

@Test func stoppingKeepsWhatWasDoneAndGoesOn() throws {
  let s = try SessionFixture.session()
  var steps = 0
  let monitor = Monitor(checkpoint: {
    steps += 1
    if steps == 7 { throw Cancelled() }
  })
  let before = try s.bits
  #expect(throws: Cancelled.self) { try s.pretrain(epochs: 5, monitor: monitor) }
  // Four steps fill an epoch of 40 images in batches of 10; six were done.
  #expect(s.pretrainedEpochs == 1)
  #expect(try s.bits != before)
  try s.pretrain(epochs: 1)
  #expect(s.pretrainedEpochs == 2)
  try s.round(budget: 2, epochs: 1)
}

@Test func optionsChangeBetweenRoundsAndAreRecorded() throws {
  let s = try SessionFixture.session()
  try s.round(budget: 2, epochs: 1)
  try s.setMethodOption("tau", to: .number(0.5))
  try s.setMethodOption("reading", to: .text("A"))
  try s.round(budget: 2, epochs: 1)
  #expect(s.closedRounds.map { $0.method.options["tau"] } == [.number(0.1), .number(0.5)])
  #expect(throws: Failure.self) { try s.setMethodOption("embedding", to: .integer(3)) }
  #expect(throws: Failure.self) { try s.setMethodOption("tau", to: .number(-1)) }
  #expect(s.method.values["tau"] == .number(0.5))
}

@Test func aNegativeBudgetIsRefusedBeforeTraining() throws {
  let s = try SessionFixture.session()
  let before = try s.bits
  #expect {
    try s.round(budget: -1)
  } throws: {
    "\($0)" == "round: budget is negative (expected 0 or more, got -1)"
  }
  #expect(try s.bits == before)
}

@Test func aFixedBudgetAsksForWhatIsLeft() throws {
  let s = try SessionFixture.session()
  var said: [String] = []
  let monitor = Monitor(announce: { said.append($0) })
  // 34 images are left: three rounds of 15, and one more that finds none.
  for _ in 1...4 { try s.round(budget: 15, epochs: 1, monitor: monitor) }
  #expect(s.closedRounds.map { $0.query?.ids.count } == [15, 15, 4])
  #expect(s.pool.unlabelledCount == 0)
  #expect(
    said.filter { $0.contains("left to label") } == [
      "round: 4 images are left to label, of the 15 asked for",
      "round: no image is left to label, of the 15 asked for",
    ])
  #expect(try s.query(3).ids.isEmpty)
}

@Test func aSmallSetGivesATenthAndOneOfEachClass() throws {
  // 30 to learn from, 6 of them set aside.
  let set = try SessionFixture.dataset(count: 40)
  let s = try Session(SessionSetup(dataset: set, method: try Configuration(CCL.recipe), seed: 3))
  #expect(s.trainingIDs.count == 24 && s.annotations.count == 2)
  #expect(Set(s.annotations.map(\.label)) == [0, 1])
  let large = try Session(
    SessionSetup(
      dataset: try SessionFixture.dataset(count: 90), method: try Configuration(CCL.recipe)))
  #expect(large.annotations.count == 50)
}

@Test func learningWithoutALabelSaysSo() throws {
  let s = try Session(
    SessionSetup(
      dataset: try SessionFixture.dataset(), method: try Configuration(CCL.recipe), initial: 0))
  #expect {
    try s.train(epochs: 1)
  } throws: { "\($0)".contains("no labels yet") }
}

@Test func anExplodingLossIsNamedAndKeepsTheWeights() throws {
  let s = try SessionFixture.session(options: ["rate": .number(1e30)])
  #expect {
    try s.pretrain(epochs: 50)
  } throws: { "\($0)".contains("the loss is not finite at pretraining epoch") }
}

@Test func clustersCountEveryTrainingImage() throws {
  let s = try SessionFixture.session()
  try s.pretrain(epochs: 2)
  try s.train(epochs: 5)
  let report = try s.clusters(examples: 3)
  #expect(report.clusters.map(\.size).reduce(0, +) == 40)
  #expect(report.clusters.map(\.labelled).reduce(0, +) == 6)
  for cluster in report.clusters where cluster.size >= 3 {
    #expect(cluster.nearest.count == 3 && cluster.ambiguous.count == 3)
  }
}

@Test func evaluationCountsAreThoseOfTheConfusion() {
  let e = Evaluation(
    split: "test", predicted: [0, 1, 1, 2], actual: [0, 1, 2, 2], classes: 4)
  #expect(e.accuracy == 0.75)
  #expect(e.confusion[2] == [0, 1, 1, 0])
  #expect(e.recalls == [1, 1, 0.5, nil])
}

@Test func aRefusedStepLeavesTheModelAsItWas() throws {
  let s = try SessionFixture.session(options: ["rate": .number(1e30)])
  // The first step explodes the weights, a later one is refused; then nothing may move any more.
  #expect(throws: Failure.self) { try s.pretrain(epochs: 50) }
  let before = try s.bits
  #expect(throws: Failure.self) { try s.pretrain(epochs: 1) }
  #expect(try s.bits == before)
}

@Test func aFailedEpochLeavesNoTrace() throws {
  let (failed, whole) = try (SessionFixture.session(), SessionFixture.session())
  for s in [failed, whole] {
    try s.pretrain(epochs: 1)
    try s.train(epochs: 1)
  }
  try failed.setMethodOption("rate", to: .number(1e30))
  #expect(throws: Failure.self) { try failed.train(epochs: 3) }
  #expect(throws: Failure.self) { try failed.pretrain(epochs: 3) }
  try failed.setMethodOption("rate", to: .number(1e-3))
  #expect(try failed.bits == whole.bits)
  #expect(failed.current.epochs == 1 && failed.pretrainedEpochs == 1)
  for s in [failed, whole] { try s.round(budget: 3, epochs: 2) }
  #expect(try failed.bits == whole.bits)
}

@Test func trainingMakesAnEarlierEvaluationUntrue() throws {
  let s = try SessionFixture.session()
  try s.train(epochs: 1)
  try s.evaluate()
  #expect(s.history.count == 1)
  var steps = 0
  let monitor = Monitor(checkpoint: {
    steps += 1
    if steps == 2 { throw Cancelled() }
  })
  #expect(throws: Cancelled.self) { try s.train(epochs: 1, monitor: monitor) }
  #expect(s.history.isEmpty)
}

@Test func aSessionWithoutTrainingImagesIsRefused() throws {
  #expect {
    try Session(
      SessionSetup(
        dataset: try SessionFixture.dataset(), method: try Configuration(CCL.recipe), initial: 0,
        validation: 0.95, images: 2))
  } throws: { "\($0)".contains("too few images are left") }
}
