import Datasets
import Networks
import Queries
import Tensors

/// What learns: networks, optimizers and centres, as they change from round to round.
///
/// Its `parts` are everything that the next step depends on.
public protocol Learner: AnyObject, CompositeState {
  /// Takes new settings for the steps to come; the weights stay.
  func adopt(_ method: any Method) throws

  /// Learns without labels.
  /// - Returns: the mean loss of the last epoch.
  func pretrain(
    on data: TrainingData, epochs: Int, streams: inout Streams, monitor: Monitor
  ) throws -> Double

  /// Learns from the labels known so far, and from the unlabelled images where the method does.
  /// - Returns: the mean of each loss term over the last epoch, the total first.
  func train(
    on data: TrainingData, epochs: Int, streams: inout Streams, monitor: Monitor
  ) throws -> [LossTerm]

  /// Makes what `outputs` needs and training has not made yet, such as cluster centres.
  func prepare(on data: TrainingData, monitor: Monitor) throws

  /// What the model says of images.
  func outputs(for ids: [Int], of dataset: Dataset, monitor: Monitor) throws -> Outputs

  /// What the model says of images under `count` draws of its dropout.
  /// - Returns: [count × ids × classes], rows sum to 1.
  /// - Throws: a `Failure` where nothing in the model is left to chance.
  func samples(
    _ count: Int, for ids: [Int], of dataset: Dataset, using random: inout Random,
    monitor: Monitor
  ) throws -> Tensor

  /// What the task that was learned without labels says of images.
  /// - Throws: a `Failure` where the method has no such task, or has not learned it yet.
  func pretext(
    for ids: [Int], of dataset: Dataset, monitor: Monitor
  ) throws -> PretextOutputs

  /// Whether it learns classes by their names; false where it finds clusters without them.
  var learnsNames: Bool { get }

  /// Whether its outputs have logits, of which the probabilities are the softmax.
  var givesLogits: Bool { get }

  /// Networks under their names, for printing and export.
  var networks: [(name: String, network: any Network)] { get }
}

extension Learner {
  public var learnsNames: Bool { true }
  public var givesLogits: Bool { false }

  public func samples(
    _ count: Int, for ids: [Int], of dataset: Dataset, using random: inout Random,
    monitor: Monitor
  ) throws -> Tensor {
    throw Failure(
      "samples", "nothing in this model is left to chance",
      expected: "a method whose network has dropout, such as classifier")
  }

  public func pretext(
    for ids: [Int], of dataset: Dataset, monitor: Monitor
  ) throws -> PretextOutputs {
    throw Failure(
      "pretext", "this method learns no task without labels that could be asked",
      expected: "a method with a pretext task")
  }
}
