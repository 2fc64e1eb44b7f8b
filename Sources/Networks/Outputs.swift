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
}
