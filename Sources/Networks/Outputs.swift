import Tensors

/// What a model says of n images.
public struct Outputs {
  /// [n × classes], rows sum to 1.
  public let probabilities: Tensor
  /// [n × features].
  public let embeddings: Tensor

  package init(probabilities: Tensor, embeddings: Tensor) {
    self.probabilities = probabilities
    self.embeddings = embeddings
  }
}
