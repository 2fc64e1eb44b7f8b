import Datasets
import Queries
import Tensors

/// What a supervised learner learns without labels, where its method has a task for that.
extension SupervisedLearner {
  func pretrain(
    on data: TrainingData, epochs: Int, streams: inout Streams, monitor: Monitor
  ) throws -> Double {
    guard let pretext else {
      throw Failure(
        "classifier", "learns from labels only, there is nothing to pretrain",
        expected: "a pretext task, training on labels, or weights from a file",
        code: .noPretraining)
    }
    return try pretext.train(on: data, epochs: epochs, streams: &streams, monitor: monitor)
  }

  func pretext(
    for ids: [Int], of dataset: Dataset, monitor: Monitor
  ) throws -> PretextOutputs {
    try PretextLearner.required(pretext).outputs(for: ids, of: dataset, monitor: monitor)
  }
}
