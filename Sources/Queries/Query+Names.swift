import Networks
import Tensors

/// What strategies read most, by name.
extension Query {
  /// Class probabilities of the candidates.
  /// - Shape: [candidates × classes], rows sum to 1.
  public func probabilities() throws -> Tensor { try tensor(.probabilities) }

  /// Features of the candidates.
  /// - Shape: [candidates × features].
  public func embeddings() throws -> Tensor { try tensor(.embeddings) }

  /// Features of the labelled images, in the order of `labels.ids`.
  /// - Shape: [labelled × features].
  public func labelledEmbeddings() throws -> Tensor { try labelledTensor(.embeddings) }

  /// Class probabilities of the candidates under `count` draws of the model's dropout.
  /// - Shape: [count × candidates × classes], rows sum to 1.
  public func samples(_ count: Int) throws -> Tensor { try tensor(.samples, planes: count) }

  /// What `members` models say of the candidates, each trained on the known labels from its own seed.
  /// - Shape: [members × candidates × classes], rows sum to 1.
  public func committee(_ members: Int) throws -> Tensor {
    try tensor(.committee, planes: members)
  }

  /// Images as the model would see them, of candidates or labelled images.
  /// - Shape: [ids × channels × height × width].
  public func images(_ ids: [Int]) throws -> Tensor { try tensor(.images, of: ids) }

  /// The classifier that is asked, for strategies that look at its hidden layers; they never change
  /// it.
  public func network() throws -> any Classifier { try evidence.classifier(.network) }
}
