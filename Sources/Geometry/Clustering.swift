import Tensors

/// Points in groups, each with a centre.
public struct Clustering {
  /// [clusters × features].
  public let centres: Tensor
  /// The cluster of each point.
  public let assignments: [Int]
  /// ‖point − its centre‖².
  public let squaredDistances: [Float]
  /// The sum of all squared distances.
  public let inertia: Double
  /// Passes over the points, or batches drawn.
  public let iterations: Int
  /// Whether it stopped by itself, not at the greatest number of iterations.
  public let converged: Bool

  public init(
    centres: Tensor, assignments: [Int], squaredDistances: [Float], iterations: Int,
    converged: Bool
  ) {
    self.centres = centres
    self.assignments = assignments
    self.squaredDistances = squaredDistances
    self.iterations = iterations
    self.converged = converged
    inertia = squaredDistances.reduce(0) { $0 + Double($1) }
  }

  /// The points of each cluster, ascending.
  public func members() -> [[Int]] {
    var members = [[Int]](repeating: [], count: centres.shape[0])
    for (point, cluster) in assignments.enumerated() { members[cluster].append(point) }
    return members
  }

  /// How many points each cluster has.
  public func sizes() -> [Int] {
    var sizes = [Int](repeating: 0, count: centres.shape[0])
    for cluster in assignments { sizes[cluster] += 1 }
    return sizes
  }
}
