import Datasets
import Queries
import Tensors

extension Manifest {
  /// - Throws: a `Failure` for numbers that no session of this data set can have.
  func check(against dataset: Dataset, in file: String) throws {
    func require(_ holds: Bool, _ what: String) throws {
      guard holds else { throw Failure(file, "is damaged: \(what)") }
    }
    let known = Set(try dataset.split("train"))
    let training = Set(trainingIDs)
    let validation = Set(validationIDs)
    try require(
      training.count == trainingIDs.count && training.isSubset(of: known) && training.count >= 2,
      "trainingIDs are not different ids of the training split")
    try require(
      validation.count == validationIDs.count && validation.isSubset(of: known)
        && validation.isDisjoint(with: training),
      "validationIDs are not different ids of the training split that are not trained on")
    let counts = 0...1_000_000_000
    try require(EngineSettings.threadLimits ~= threads, "threads is out of range")
    try require(counts ~= pretrainedEpochs, "pretrainedEpochs is out of range")
    try require(labelCount >= 0 && labelCount <= training.count, "labelCount is out of range")
    let classes = dataset.classNames.count
    try require(
      (provisional ?? [:]).allSatisfy { training.contains($0) && 0..<classes ~= $1 },
      "provisional labels are not classes of training images")
    try require(
      (constraints ?? []).allSatisfy { training.isSuperset(of: [$0.first, $0.second]) },
      "constraints are not between training images")
    try require(
      current.number == rounds.count + 1, "the current round does not follow the closed ones")
    try check([current], dataset, file)
  }

  /// - Throws: a `Failure` for a round that cannot have been.
  func check(_ rounds: [RoundRecord], _ dataset: Dataset, _ file: String) throws {
    let training = Set(trainingIDs)
    for round in rounds {
      let ids = round.query?.ids ?? []
      guard 1...1_000_000_000 ~= round.number, 0...1_000_000_000 ~= round.epochs,
        0...training.count ~= round.labels, Set(ids).isSubset(of: training),
        round.query.map({ $0.scores.count == ids.count }) ?? true,
        round.query?.questions.map({ $0.count == ids.count }) ?? true
      else { throw Failure(file, "is damaged: round \(round.number) has impossible numbers") }
    }
  }
}
