import Tensors

/// k-means: centres that leave the least sum of squared distances to the points nearest to them.
///
/// Each iteration assigns every point to its nearest centre (ties to the lowest) and moves the
/// centres to the means of their points. Points whose nearest centre cannot have changed are passed
/// over (Hamerly's bounds), so that iterations get cheaper as centres come to rest; the answer is
/// that of plain Lloyd. A cluster that loses all its points takes the point farthest from its own
/// centre.
///
/// Draws go by row: to make the answer independent of the order of a pool, sort it (say, by id)
/// before. Memory is that of the points, and a few numbers for each of them.
/// - Source: Lloyd 1982; Hamerly 2010, "Making k-means even faster"; Arthur & Vassilvitskii 2007.
public struct KMeans {
  /// Where centres start.
  public enum Initialisation {
    /// Far from each other at random, each the best of a few draws.
    case plusPlus
    /// Different points, drawn uniformly.
    case random
    /// [clusters × features].
    case given(Tensor)
  }

  public var clusters: Int
  /// The most passes over the points; of mini-batches, the most batches.
  public var iterations = 300
  /// Stops when the squares of all shifts together are at most this part of the mean variance of the
  /// features; 0: when no point changes its cluster.
  public var tolerance: Float = 1e-4
  /// Runs from different starts, of which that of least inertia counts.
  public var restarts = 1
  public var initialisation: Initialisation = .plusPlus
  /// Whether points and centres are scaled to length 1, so that angles count.
  public var spherical = false
  /// Points drawn for each step of mini-batch k-means; nil: all points, every time.
  public var batch: Int?

  public init(
    clusters: Int, iterations: Int = 300, tolerance: Float = 1e-4, restarts: Int = 1,
    initialisation: Initialisation = .plusPlus, spherical: Bool = false, batch: Int? = nil
  ) {
    self.clusters = clusters
    self.iterations = iterations
    self.tolerance = tolerance
    self.restarts = restarts
    self.initialisation = initialisation
    self.spherical = spherical
    self.batch = batch
  }

  /// Clusters the rows of a matrix.
  /// - Shape: [n × features], n at least `clusters`.
  /// - Parameter checkpoint: called many times a second; it throws to stop.
  /// - Complexity: O(n · clusters · features) for the first iterations, less for later ones.
  /// - Throws: `Failure` where options or points are not usable, and what `checkpoint` throws.
  public func fit(
    _ points: Tensor, using rng: inout Random, checkpoint: () throws -> Void = {}
  ) throws -> Clustering {
    let points = try prepared(points)
    var best: Clustering?
    for _ in 0..<restarts {
      let centres = try start(points, using: &rng, checkpoint: checkpoint)
      let result: Clustering
      if let batch {
        let steps = MiniBatches(settings: self, size: batch)
        result = try steps.fit(points, from: centres, using: &rng, checkpoint: checkpoint)
      } else {
        var lloyd = try Lloyd(points, centres: centres, spherical: spherical)
        result = try lloyd.run(
          iterations: iterations, tolerance: tolerance, checkpoint: checkpoint)
      }
      if result.inertia < best?.inertia ?? .infinity { best = result }
    }
    guard let best else { throw Failure("k-means", "its inertia is not finite", code: .diverged) }
    return best
  }

  /// Points that were checked against the options, on the unit sphere where they shall be.
  func prepared(_ points: Tensor) throws -> Tensor {
    let points = try Features.checked("k-means", points, named: "points")
    try Features.check("k-means", "clusters", clusters, in: 1...points.shape[0])
    guard iterations >= 1, restarts >= 1, tolerance >= 0, batch ?? 1 >= 1 else {
      throw Failure(
        "k-means", "wrong options",
        expected: "iterations, restarts and batch from 1, tolerance from 0",
        got: "iterations \(iterations), restarts \(restarts), tolerance \(tolerance)"
          + (batch.map { ", batch \($0)" } ?? ""))
    }
    return spherical ? try points.normalizedRows() : points
  }

  private func start(
    _ points: Tensor, using rng: inout Random, checkpoint: () throws -> Void
  ) throws -> Tensor {
    switch initialisation {
    case .plusPlus:
      let seeds = try KMeansPlusPlus(trials: nil).seeds(
        clusters, ofChecked: points, using: &rng, checkpoint: checkpoint)
      return try points.gather(rows: seeds)
    case .random:
      return try points.gather(rows: rng.sample(clusters, of: points.shape[0]))
    case .given(let centres):
      let centres = try Features.checked(
        "k-means", centres, named: "centres", width: points.shape[1])
      guard centres.shape[0] == clusters else {
        throw Failure(
          "k-means", "wrong number of given centres", expected: "\(clusters)",
          got: "\(centres.shape[0])")
      }
      return spherical ? try centres.normalizedRows() : centres
    }
  }
}
