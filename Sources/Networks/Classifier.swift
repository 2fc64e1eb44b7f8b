import Tensors

/// A network that tells classes apart: images to embeddings, embeddings to logits.
public protocol Classifier: Network {
  /// Channels, height, width.
  var inputShape: [Int] { get }
  var classes: Int { get }
  var embeddingSize: Int { get }

  /// What the last layer sees: the penultimate features.
  /// - Shape: `images` is [n × c × h × w] → [n × embeddingSize].
  func embed(_ images: Tensor, _ pass: Pass) throws -> Tensor

  /// - Shape: `embeddings` is [n × embeddingSize] → logits, [n × classes].
  func classify(_ embeddings: Tensor, _ pass: Pass) throws -> Tensor
}

extension Classifier {
  /// - Shape: `images` is [n × c × h × w] → logits, [n × classes].
  public func logits(_ images: Tensor, _ pass: Pass) throws -> Tensor {
    try classify(embed(images, pass), pass)
  }

  /// Logits, probabilities and embeddings in one pass.
  /// - Parameter pass: inference, or a Monte Carlo sample.
  public func outputs(of images: Tensor, _ pass: Pass = .inference()) throws -> Outputs {
    let embeddings = try embed(images, pass)
    let logits = try classify(embeddings, pass)
    return Outputs(probabilities: try logits.softmax(), embeddings: embeddings, logits: logits)
  }
}
