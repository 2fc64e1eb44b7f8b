import Datasets
import Queries
import Tensors

extension SessionPlan {
  /// - Throws: a `Failure` for ids that no session of this data set can have.
  func check(against dataset: Dataset, in file: String) throws {
    try require(
      session.wholeMatch(of: /[0-9A-Za-z-]{1,64}/) != nil, file, "the session has no name")
    let known = Set(try dataset.split("train"))
    let (training, validation) = (Set(trainingIDs), Set(validationIDs))
    try require(
      training.count == trainingIDs.count && training.isSubset(of: known) && training.count >= 2,
      file, "trainingIDs are not different ids of the training split")
    try require(
      validation.count == validationIDs.count && validation.isSubset(of: known)
        && validation.isDisjoint(with: training),
      file, "validationIDs are not different ids of the training split that are not trained on")
  }
}

extension SessionState {
  /// - Throws: a `Failure` for numbers that no session of this data set can have.
  func check(against dataset: Dataset, _ plan: SessionPlan, in file: String) throws {
    let training = Set(plan.trainingIDs)
    let classes = 0..<dataset.classNames.count
    try require(0...1_000_000_000 ~= pretrainedEpochs, file, "pretrainedEpochs is out of range")
    try require(
      EngineSettings.threadLimits ~= settings.threads, file, "threads is out of range")
    try require(0...1_000_000 ~= opened, file, "opened is out of range")
    try require(
      provisional.allSatisfy { training.contains($0) && classes ~= $1 },
      file, "provisional labels are not classes of training images")
    try require(
      pseudoLabels.allSatisfy { training.contains($0) && classes ~= $1 },
      file, "pseudo-labels are not classes of training images")
    try require(
      constraints.allSatisfy { training.isSuperset(of: [$0.first, $0.second]) },
      file, "constraints are not between training images")
    try require(
      answers.allSatisfy {
        training.contains($0.id) && classes ~= $0.label && 0...1_000_000_000 ~= $0.round
          && 0...100_000_000_000 ~= $0.time
      }, file, "answers are not classes of training images")
    try require(streams.seed == plan.seed, file, "random streams are not those of the seed")
    try require(
      zip(1..., closedRounds).allSatisfy { $0 == $1.number }, file,
      "rounds are not one after another")
    try require(
      current.number == closedRounds.count + 1, file,
      "the current round does not follow the closed ones")
    for round in closedRounds + [current] { try round.check(training, classes.count, in: file) }
  }
}

extension RoundRecord {
  /// - Throws: a `Failure` for a round that cannot have been.
  fileprivate func check(_ training: Set<Int>, _ classes: Int, in file: String) throws {
    let ids = query?.ids ?? []
    let asked = ids + (query?.questions ?? []).flatMap(\.others)
    try require(
      1...1_000_000_000 ~= number && 0...1_000_000_000 ~= epochs && 0...training.count ~= labels
        && abs(fraction - Double(labels) / Double(training.count)) < 1e-9
        && 0...1e12 ~= seconds && losses.count <= 100 && training.isSuperset(of: asked)
        && query?.scores.count ?? 0 == ids.count
        && query?.questions?.count ?? ids.count == ids.count
        && learned?.isPossible(of: training.count) ?? true
        && evaluation?.isPossible(classes) ?? true,
      file, "round \(number) has impossible numbers")
  }
}

extension Evaluation {
  fileprivate func isPossible(_ classes: Int) -> Bool {
    let counts = confusion.flatMap(\.self)
    return ["validation", "test", "train"].contains(split) && confusion.count == classes
      && confusion.allSatisfy { $0.count == classes }
      && counts.allSatisfy { 0...1_000_000_000_000 ~= $0 } && counts.reduce(0, +) == count
      && (count == 0 || 0...1 ~= accuracy && abs(accuracy * Double(count) - correct) < 0.5)
  }

  private var correct: Double { Double(confusion.indices.reduce(0) { $0 + confusion[$1][$1] }) }
}

private func require(_ holds: Bool, _ file: String, _ what: String) throws {
  guard holds else { throw Failure(file, "is damaged: \(what)") }
}
