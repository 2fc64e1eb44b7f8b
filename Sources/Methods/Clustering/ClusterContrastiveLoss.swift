import Tensors

/// The cluster contrastive loss: labelled embeddings are pulled to the centre of their class and
/// pushed from the others.
/// - Source: Roda & Geva 2024, Eq. 7, of which only the symbols and the prose survive; hence two
///   readings. With s the similarity of an embedding and a centre:
///   - A, after the symbols: each centre tells its own samples from those of other classes,
///     L = Σ_c 1/|I_c| Σ_{i∈I_c} −ln( e^{s(zᵢ,µ_c)/τ} / (e^{s(zᵢ,µ_c)/τ} + Σ_{a∉I_c} e^{s(z_a,µ_c)/τ}) ).
///     The positive term in the denominator is ours: without it the loss has no lower bound.
///   - B, after the prose: each sample tells its own centre from the others,
///     L = 1/|L| Σᵢ −ln( e^{s(zᵢ,µ_{yᵢ})/τ} / Σ_j e^{s(zᵢ,µ_j)/τ} ).
public struct ClusterContrastiveLoss: Equatable, Sendable {
  /// Which reading of Eq. 7.
  public enum Reading: String, CaseIterable, Sendable { case a = "A", b = "B" }
  /// How near an embedding is to a centre: the cosine, or minus the squared distance.
  public enum Similarity: String, CaseIterable, Sendable { case cosine, euclidean }

  public let reading: Reading
  public let similarity: Similarity
  /// Temperature, > 0.
  public let tau: Float

  public init(reading: Reading, similarity: Similarity, tau: Float) {
    self.reading = reading
    self.similarity = similarity
    self.tau = tau
  }

  /// - Shape: `z` is [n × features], `classes` has n, `centres` is [classes × features] → scalar.
  public func callAsFunction(_ z: Tensor, classes: [Int], centres: Tensor) throws -> Tensor {
    let logits = try similarities(z, centres) * (1 / tau)
    switch reading {
    case .a: return try contrastSamples(logits, classes)
    case .b: return try logits.crossEntropy(targets: classes)
    }
  }

  /// - Shape: [n × features], [k × features] → [n × k].
  private func similarities(_ z: Tensor, _ centres: Tensor) throws -> Tensor {
    switch similarity {
    case .cosine:
      try z.normalizedRows(epsilon: 1e-8)
        .matmul(centres.normalizedRows(epsilon: 1e-8), transposeOther: true)
    case .euclidean: try z.squaredDistances(to: centres) * -1
    }
  }

  /// Reading A as a cross-entropy over samples.
  ///
  /// Row i holds the similarity of every sample a to the centre of i's class. Other samples of that
  /// class are masked out, so that the softmax of the diagonal is the fraction of Eq. 7.
  private func contrastSamples(_ logits: Tensor, _ classes: [Int]) throws -> Tensor {
    let n = classes.count
    var mask = [Float](repeating: 0, count: n * n)
    var sizes: [Int: Float] = [:]
    for i in 0..<n {
      sizes[classes[i], default: 0] += 1
      for a in 0..<n where a != i && classes[a] == classes[i] { mask[i * n + a] = -1e9 }
    }
    let rows = try logits.transposed().gather(rows: classes) + Tensor(mask, shape: [n, n])
    return try rows.crossEntropy(
      targets: Array(0..<n), weights: classes.map { 1 / (sizes[$0] ?? 1) })
  }
}
