import Tensors

/// Greedy k-center: again and again the point farthest from all that are chosen or covered.
///
/// Distances are kept as upper bounds and brought up to date only for points that may be the
/// farthest, since a new centre can only lower them: most points are never compared with most
/// centres, and the picks are those of the plain algorithm.
/// - Source: Gonzalez 1985; Sener & Savarese 2018, algorithm 1.
public enum KCenter {
  /// Picks `count` candidates. Ties go to the lowest row.
  ///
  /// With nothing covered, the first pick is the candidate nearest to the mean of all.
  /// - Shape: `candidates` [n × features], `covered` [m × features] or nil.
  /// - Returns: rows in the order picked, and for each its squared distance to the nearest of those
  ///   covered or picked before; ∞ where there were none.
  /// - Complexity: O(n · m · features) for what is covered, at most O(n · count · features) for picks.
  public static func greedy(
    _ candidates: Tensor, covered: Tensor? = nil, count: Int, checkpoint: () throws -> Void = {}
  ) throws -> (indices: [Int], distances: [Float]) {
    let who = "k-center"
    let points = try Features.checked(who, candidates, named: "candidates")
    try Features.check(who, "picks", count, in: 0...points.shape[0])
    if let covered, covered.rank != 2 || covered.shape[0] > 0 {
      let covered = try Features.checked(
        who, covered, named: "covered points", width: points.shape[1])
      guard count > 0 else { return ([], []) }
      let nearest = try NearestRows(covered).nearest(1, of: points, checkpoint: checkpoint)
      return try pick(count, points, nearest.distances, first: nil, checkpoint)
    }
    guard count > 0 else { return ([], []) }
    let mean = try points.mean(axis: 0).reshaped([1, points.shape[1]])
    let middle = try NearestRows(points).nearest(1, of: mean).indices
    return try farthestFirst(points, from: Int(middle[0]), count: count, checkpoint: checkpoint)
  }

  /// Farthest-first traversal: the same from a given first point.
  /// - Throws: `Failure` where there is no such row, or fewer rows than `count`.
  public static func farthestFirst(
    _ points: Tensor, from first: Int, count: Int, checkpoint: () throws -> Void = {}
  ) throws -> (indices: [Int], distances: [Float]) {
    let who = "farthest first"
    let points = try Features.checked(who, points, named: "points")
    try Features.check(who, "picks", count, in: 0...points.shape[0])
    guard points.shape[0] > first, first >= 0 else {
      throw Failure(
        who, "no such row", expected: "\(indicesBelow: points.shape[0])", got: "\(index: first)",
        code: .outOfRange)
    }
    guard count > 0 else { return ([], []) }
    let unknown = [Float](repeating: .infinity, count: points.shape[0])
    return try pick(count, points, unknown, first: first, checkpoint)
  }

  private static func pick(
    _ count: Int, _ points: Tensor, _ nearest: [Float], first: Int?, _ checkpoint: () throws -> Void
  ) throws -> (indices: [Int], distances: [Float]) {
    var queue = try FarthestQueue(points, nearest: nearest)
    var (indices, radii) = ([Int](), [Float]())
    if let first {
      queue.pick(first)
      indices.append(first)
      radii.append(nearest[first])
    }
    while indices.count < count {
      try checkpoint()
      let (row, distance) = queue.farthest()
      queue.pick(row)
      indices.append(row)
      radii.append(distance)
    }
    return (indices, radii)
  }
}
