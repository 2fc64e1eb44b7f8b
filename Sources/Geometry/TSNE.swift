import Tensors

/// t-SNE: points in the plane such that neighbours stay neighbours.
///
/// Attraction is by the 3 · perplexity nearest neighbours, repulsion by all pairs: exactly up to
/// 16,384 points, by interpolation on a grid above.
/// - Source: van der Maaten & Hinton 2008; van der Maaten 2014 (neighbours); Linderman et al. 2019
///   (grid); Belkina et al. 2019 (learning rate); Kobak & Berens 2019 (start from components).
public struct TSNE {
  /// Where points start.
  public enum Initialisation: String, Codable, Sendable, CaseIterable {
    /// The first two principal components, scaled small.
    case pca
    /// Normal numbers, small.
    case random
  }

  /// About how many neighbours each point has.
  public var perplexity = 30.0
  public var iterations = 750
  /// How much stronger attraction is at first. It falls evenly to 1, where the papers keep it and
  /// then drop it.
  public var exaggeration = 12.0
  /// For how many of the iterations attraction is stronger.
  public var exaggerated = 250
  /// nil: n/4 over the exaggeration in force (Belkina et al. 2019; many leave out the
  /// gradient's factor of 4, and write n/12 for the beginning).
  public var rate: Double?
  public var initialisation: Initialisation = .pca

  public init(
    perplexity: Double = 30, iterations: Int = 750, exaggeration: Double = 12,
    exaggerated: Int = 250, rate: Double? = nil, initialisation: Initialisation = .pca
  ) {
    self.perplexity = perplexity
    self.iterations = iterations
    self.exaggeration = exaggeration
    self.exaggerated = exaggerated
    self.rate = rate
    self.initialisation = initialisation
  }

  /// Embeds the rows of a matrix.
  /// - Shape: [n × features], n from 4 on → [n × 2].
  /// - Parameter monitor: told of each fiftieth iteration, with the divergence as its loss; its
  ///   checkpoint is called before every iteration.
  /// - Complexity: O(n²·features) for neighbours, then O(n²) an iteration, O(n) above 16,384 points.
  /// - Throws: `Failure` where options or points are not usable, and what the checkpoint throws.
  public func fit(
    _ points: Tensor, using rng: inout Random, monitor: Monitor = Monitor()
  ) throws -> Tensor {
    let points = try Features.checked("t-sne", points, named: "points")
    let n = points.shape[0]
    try check(n)
    let neighbours = max(1, min(n - 1, Int(3 * perplexity)))
    // Indices and distances as found, and the forces in both directions.
    try Memory.require(
      40 * Double(neighbours) * Double(n), for: "t-sne", "\(neighbours) neighbours of \(n) points")
    let found = try NearestRows(points).nearest(
      neighbours, of: points, excludingSelf: true, checkpoint: monitor.checkpoint)
    let forces = try NeighbourEmbedding(
      indices: found.indices, distances: found.distances, neighbours: neighbours,
      perplexity: Float(perplexity))
    var descent = try EmbeddingDescent(start(points, using: &rng), forces)
    for step in 1...max(1, iterations) where step <= iterations {
      try monitor.checkpoint()
      let left = max(0, Double(exaggerated - step + 1) / Double(max(1, exaggerated)))
      let factor = 1 + (exaggeration - 1) * left
      let rate = rate ?? max(1, Double(n) / (4 * factor))
      try descent.step(exaggeration: Float(factor), rate: Float(rate))
      if step % 50 == 0 || step == iterations {
        monitor.report(
          Progress(
            stage: "t-sne", epoch: 1, epochs: 1, step: step, steps: iterations,
            loss: try descent.divergence()))
      }
    }
    return try descent.positions()
  }

  private func check(_ n: Int) throws {
    guard n >= 4 else {
      throw Failure("t-sne", "too few points", expected: "4 or more", got: "\(n)")
    }
    guard perplexity >= 1, perplexity <= Double(n - 1), perplexity <= 10_000 else {
      throw Failure(
        "t-sne", "wrong perplexity", expected: "1 to \(min(n - 1, 10_000))", got: "\(perplexity)")
    }
    guard iterations >= 0, exaggerated >= 0, exaggeration >= 1, exaggeration.isFinite,
      rate ?? 1 > 0, rate?.isFinite ?? true
    else {
      throw Failure(
        "t-sne", "wrong options",
        expected: "iterations from 0, exaggeration from 1, a rate above 0",
        got: "iterations \(iterations), \(exaggerated) of them exaggerated by \(exaggeration)"
          + (rate.map { ", rate \($0)" } ?? ""))
    }
  }

  /// Columns of deviation 10⁻⁴, small enough that all repel all.
  private func start(_ points: Tensor, using rng: inout Random) throws -> Tensor {
    let n = points.shape[0]
    guard initialisation == .pca, points.shape[1] >= 2 else {
      return try rng.normal(shape: [n, 2]) * 1e-4
    }
    let projection = try PCA(components: 2).fit(points, using: &rng)
    let scale = projection.variances[0].squareRoot()
    guard scale > 0 else { return try rng.normal(shape: [n, 2]) * 1e-4 }
    return try projection.transform(points) * Float(1e-4 / scale)
  }
}
