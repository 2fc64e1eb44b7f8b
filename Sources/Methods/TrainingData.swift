import Datasets
import Queries

/// What a learner may learn from: all training images, and the labels known so far.
public struct TrainingData {
  public let dataset: Dataset
  /// Every training id, labelled or not, ascending.
  public let ids: [Int]
  /// Labels to learn from: id → class.
  public let labels: [Int: Int]
  /// Pairs known to be of one class, or of two.
  public let constraints: [PairConstraint]

  public init(
    dataset: Dataset, ids: [Int], labels: [Int: Int], constraints: [PairConstraint] = []
  ) {
    self.dataset = dataset
    self.ids = ids
    self.labels = labels
    self.constraints = constraints
  }
}
