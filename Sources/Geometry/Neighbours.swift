import Tensors

/// How far two rows are apart.
public enum DistanceMetric: String, Codable, Sendable, CaseIterable {
  /// ‖x − y‖², the squared Euclidean distance.
  case euclidean
  /// 1 − x·y / (‖x‖·‖y‖); a row of zeros is 1 away from every row that is not.
  case cosine
}

/// The nearest points of each query, nearest first.
public struct NeighbourTable: Sendable {
  /// Neighbours of each query.
  public let count: Int
  /// Query after query, `count` each; ties by index.
  public let indices: [Int]
  /// As many: squared Euclidean, or 1 − cosine.
  public let distances: [Float]

  /// How many queries there are.
  public var queries: Int { count == 0 ? 0 : indices.count / count }

  /// The neighbours of one query.
  public subscript(query: Int) -> ArraySlice<Int> {
    indices[query * count..<(query + 1) * count]
  }

  /// The distances of one query's neighbours.
  public func distances(of query: Int) -> ArraySlice<Float> {
    distances[query * count..<(query + 1) * count]
  }
}

/// Exact nearest neighbours.
public enum Neighbours {
  /// The `count` points nearest to each query.
  /// - Parameter queries: nil for the points themselves, none of which is its own neighbour.
  /// - Shape: [m × features] among [n × features] → m × count.
  /// - Complexity: O(m · n · features) time, O(n · features) memory.
  /// - Throws: `Failure` where there are fewer points, or numbers are not finite; what `checkpoint`
  ///   throws, which is called many times a second.
  public static func nearest(
    _ count: Int, of queries: Tensor? = nil, among points: Tensor,
    metric: DistanceMetric = .euclidean, checkpoint: () throws -> Void = {}
  ) throws -> NeighbourTable {
    let who = "nearest neighbours"
    var points = try Features.checked(who, points, named: "points")
    var asked = try queries.map {
      try Features.checked(who, $0, named: "queries", width: points.shape[1])
    }
    let most = points.shape[0] - (queries == nil ? 1 : 0)
    guard count >= 1, count <= most else {
      throw Failure(
        who, "wrong number of neighbours", expected: most < 1 ? "more points" : "1 to \(most)",
        got: "\(count)")
    }
    // Indices as found and as they are given, and distances.
    let asking = Double((asked ?? points).shape[0])
    try Memory.require(
      16 * Double(count) * asking, for: who, "\(count) neighbours of \(Int(asking)) rows")
    if metric == .cosine {
      points = try directions(points)
      asked = try asked.map(directions)
    }
    let found = try NearestRows(points).nearest(
      count, of: asked ?? points, excludingSelf: queries == nil, checkpoint: checkpoint)
    try Memory.require(
      12 * Double(count) * asking, for: who, "\(count) neighbours of \(Int(asking)) rows")
    // On the unit sphere ‖x − y‖² = 2 − 2·cos.
    return NeighbourTable(
      count: count, indices: found.indices.map { Int($0) },
      distances: metric == .cosine ? found.distances.map { $0 / 2 } : found.distances)
  }

  /// Rows of length 1. A further column is 1 for rows of zeros, which have no direction, and keeps
  /// them √2 from all others: the cosine is 0.
  private static func directions(_ points: Tensor) throws -> Tensor {
    let (n, width) = (points.shape[0], points.shape[1])
    let units = try points.normalizedRows()
    var result = try Tensor.zeros([n, width + 1])
    try result.withMutableValues { result in
      units.withValues { units in
        for row in 0..<n {
          var empty = true
          for j in 0..<width {
            let value = units[row * width + j]
            result[row * (width + 1) + j] = value
            if value != 0 { empty = false }
          }
          if empty { result[row * (width + 1) + width] = 1 }
        }
      }
    }
    return result
  }
}
