import Datasets
import Methods
import Queries
import Recipes
import Tensors

/// What a session knows, part by part.
extension Session {
  public var state: SessionState { contents.state }
  /// What everything here is computed with, whatever holds outside.
  public var settings: EngineSettings { state.settings }
  public var seed: UInt64 { plan.seed }
  /// Training images, labelled or not, ascending global ids.
  public var trainingIDs: [Int] { plan.trainingIDs }
  /// Images set aside for evaluation.
  public var validationIDs: [Int] { plan.validationIDs }
  public var method: Configuration<any Method> { contents.method }
  public var strategy: Configuration<any Strategy> { contents.strategy }
  public var pool: Pool { contents.pool }
  /// Every answer so far, in the order in which it came.
  public var annotations: [Annotation] { state.answers }
  /// Epochs of pretraining so far.
  public var pretrainedEpochs: Int { state.pretrainedEpochs }
  /// Rounds that a labelling has closed.
  public var closedRounds: [RoundRecord] { state.closedRounds }
  /// The round that is going on.
  public var current: RoundRecord { state.current }
  /// Labels that nobody gave for the image itself, but for a cluster or a representative of it, until
  /// the next query that gives such.
  public var provisional: [Int: Int] { state.provisional }
  /// Labels that images took over for good from a representative of them.
  public var pseudoLabels: [Int: Int] { state.pseudoLabels }
  /// Pairs that were answered to be of one class, or of two.
  public var constraints: [PairConstraint] { state.constraints }
  /// What was answered so far about single images: id → class.
  public var knownLabels: [Int: Int] { state.knownLabels }

  /// Closed rounds, and the one going on if it was evaluated.
  public var history: [RoundRecord] {
    closedRounds + (current.evaluation == nil ? [] : [current])
  }

  /// Everything that a method may learn from now.
  public var trainingData: TrainingData { trainingData(of: state) }

  func trainingData(of state: SessionState) -> TrainingData {
    TrainingData(
      dataset: dataset, ids: trainingIDs,
      labels: state.provisional.merging(state.pseudoLabels) { $1 }.merging(state.knownLabels) {
        $1
      },
      constraints: state.constraints)
  }
}
