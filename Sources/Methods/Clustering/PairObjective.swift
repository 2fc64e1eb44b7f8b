import Datasets
import Networks
import Queries
import Tensors

/// What the pairs teach a `PairClusteringLearner`: epochs over those that were asked about and those
/// that labels make.
struct PairObjective: Objective {
  private let learner: PairClusteringLearner
  private let dataset: Dataset
  private var pairs: PairBatches

  init(_ learner: PairClusteringLearner, on data: TrainingData, _ pairs: PairBatches) {
    self.learner = learner
    dataset = data.dataset
    self.pairs = pairs
  }

  mutating func begin(_ streams: inout Streams) -> Int {
    // The embedding leaves the centres behind.
    learner.head.forget()
    pairs.shuffle(&streams)
    return pairs.stepsPerEpoch
  }

  mutating func next(_ streams: inout Streams, _ monitor: Monitor) -> [PairConstraint]? {
    pairs.next(&streams)
  }

  /// Both images of all pairs go through the network as one batch.
  func loss(of pairs: [PairConstraint], _ pass: Pass) throws -> (Tensor, [LossTerm]) {
    let images = try dataset.batch(pairs.map(\.first) + pairs.map(\.second))
    let z = try learner.embedding(images, pass)
    let loss = try learner.settings.loss(
      z.rows(0..<pairs.count), z.rows(pairs.count..<2 * pairs.count),
      isSame: pairs.map(\.isSame))
    return (loss, [])
  }

  /// An epoch is good if what it leaves can be clustered.
  func moved(by pairs: [PairConstraint], at step: TrainingLoop.Step) throws {
    guard step.isLast else { return }
    let z = try learner.embedding(dataset.batch(pairs.prefix(8).map(\.first)), .inference())
    guard z.values().allSatisfy({ abs($0) < 1e15 }) else {
      throw Failure(
        "training",
        "the embedding is out of all bounds after \(step.position), rate \(learner.rate)",
        expected: "a smaller rate", code: .diverged)
    }
  }
}
