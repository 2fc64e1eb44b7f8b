import Datasets
import Foundation
import Networks
import Tensors

extension SupervisedLearner {
  /// Says aloud, once, that the model does not know the labels that it was just taught: it is of no
  /// use then, however small its loss.
  ///
  /// The cross entropy of an image that is wrong is more than ln 2, for another class is at least as
  /// probable. So a mean below half of that says that fewer than half of the images are wrong.
  func warnOfUnknownLabels(
    _ losses: [LossTerm], on data: TrainingData, _ monitor: Monitor
  ) throws {
    guard !hasWarned, let total = losses.first?.value else { return }
    let loss = losses.dropFirst().reduce(total) { $0 - $1.value }
    guard loss < log(2) / 2 else { return }
    let known = data.labels.sorted { $0.key < $1.key }
    let stride = max((known.count + Self.fewLabels - 1) / Self.fewLabels, 1)
    let some = Swift.stride(from: 0, to: known.count, by: stride).map { known[$0] }
    let predicted = try outputs(for: some.map(\.key), of: data.dataset, monitor: monitor)
      .probabilities.argmax()
    let right = zip(some, predicted).count { $0.value == $1 }
    guard 2 * right < some.count else { return }
    hasWarned = true
    monitor.announce(
      "classifier: right on \(right) of \(some.count) images that it was trained on, though its "
        + "loss is \(Float(loss)): the statistics of batch norm do not belong to its weights; "
        + "batch_norm = \"exact\", or more steps")
  }

  /// Enough to tell half of them from less.
  private static let fewLabels = 256
}
