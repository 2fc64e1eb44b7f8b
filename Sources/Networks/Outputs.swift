import Tensors

/// What a model says of n images.
public struct Outputs {
  /// [n × classes], rows sum to 1.
  public let probabilities: Tensor
  /// [n × features].
  public let embeddings: Tensor

  /// [n × classes], of which the probabilities are the softmax; nil where the model has none.
  public let logits: Tensor?

  package init(probabilities: Tensor, embeddings: Tensor, logits: Tensor? = nil) {
    self.probabilities = probabilities
    self.embeddings = embeddings
    self.logits = logits
  }

  /// The most probable class of each image.
  /// - Parameter ids: the images, in the order of the rows.
  /// - Throws: a `Failure` of `who` where a number is not finite: a model that has diverged knows no class.
  package func classes(of ids: [Int], for who: String) throws -> [Int] {
    guard try probabilities.isFinite else {
      let width = max(probabilities.shape[1], 1)
      let place = probabilities.values().firstIndex { !$0.isFinite } ?? 0
      throw Failure(
        who, "image \(index: ids[place / width]) has class probabilities that are not finite",
        expected: "numbers; the model may have diverged", code: .diverged)
    }
    return try probabilities.argmax()
  }
}
