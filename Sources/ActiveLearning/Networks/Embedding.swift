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
    for start in stride(from: 0, to: ids.count, by: chunk) {
      try monitor.checkpoint()
      parts.append(
        try embed(dataset.batch(Array(ids[start..<min(start + chunk, ids.count)]))))
    }
    return try Tensor.concatenated(parts)
  }

  /// Enough to fill the cores, few enough to stay in a few megabytes.
  private static let chunk = 512
}
