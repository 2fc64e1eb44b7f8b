import Datasets
import Tensors

/// Embeddings of many images, a few at a time.
enum Embedding {
  /// - Parameters:
  ///   - size: of the embedding.
  ///   - embed: images, [n × c × h × w], to [n × size].
  /// - Shape: → [ids × size].
  static func of(
    _ ids: [Int], in dataset: Dataset, size: Int, _ monitor: Monitor,
    embed: (Tensor) throws -> Tensor
  ) throws -> Tensor {
    var parts = [try Tensor.zeros([0, size])]
    try dataset.eachBatch(of: ids, size: chunk, monitor) { parts.append(try embed($0)) }
    return try Tensor.concatenated(parts)
  }

  /// Enough to fill the cores, few enough to stay in a few megabytes.
  private static let chunk = 512
}
