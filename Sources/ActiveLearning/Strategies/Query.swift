import Tensors

/// What a strategy may know when it chooses: the candidates, the known labels, and what the model
/// says of them. Hidden labels are not among it.
///
/// Model outputs are computed on first use and kept, so that composed strategies share them.
public final class Query {
  /// Unlabelled ids, ascending.
  public let candidates: [Int]
  /// Known labels: id → class.
  public let labelled: [Int: Int]
  public let classes: Int
  private let probabilitySource: (([Int]) throws -> Tensor)?
  private let embeddingSource: (([Int]) throws -> Tensor)?
  private var probabilityMemo: Tensor?
  private var embeddingMemo: Tensor?

  /// - Parameters:
  ///   - probabilities: ids → [ids × classes], rows sum to 1; nil where there is no model.
  ///   - embeddings: ids → [ids × features]; nil where there is no model.
  public init(
    candidates: [Int], labelled: [Int: Int] = [:], classes: Int,
    probabilities: (([Int]) throws -> Tensor)? = nil, embeddings: (([Int]) throws -> Tensor)? = nil
  ) {
    self.candidates = candidates
    self.labelled = labelled
    self.classes = classes
    probabilitySource = probabilities
    embeddingSource = embeddings
  }

  /// Class probabilities of the candidates.
  /// - Shape: [candidates × classes].
  /// - Throws: a `Failure` where nothing gives probabilities.
  public func probabilities() throws -> Tensor {
    if let probabilityMemo { return probabilityMemo }
    guard let probabilitySource else {
      throw Failure("strategy", "needs class probabilities, and none were given")
    }
    let tensor = try probabilitySource(candidates)
    probabilityMemo = tensor
    return tensor
  }

  /// Features of the candidates.
  /// - Shape: [candidates × features].
  /// - Throws: a `Failure` where nothing gives embeddings.
  public func embeddings() throws -> Tensor {
    if let embeddingMemo { return embeddingMemo }
    guard let embeddingSource else {
      throw Failure("strategy", "needs embeddings, and none were given")
    }
    let tensor = try embeddingSource(candidates)
    embeddingMemo = tensor
    return tensor
  }
}
