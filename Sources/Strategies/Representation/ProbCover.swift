import Geometry
import Glibc
import Queries
import Recipes
import Tensors

/// Asks for images whose balls of one radius cover most of the pool.
public struct ProbCover: Strategy {
  let features: FeatureSource
  /// The radius, on the unit sphere; nil: estimated.
  let delta: Double?
  /// The share of balls that shall hold one cluster only, where the radius is estimated.
  let purity: Double

  public var needs: Set<Need> { [features.need] }

  public func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    guard count > 0 else { return Selection(ids: [], scores: [], scoreName: Self.scoreName) }
    let query = try query.ascending()
    let pool = try WholePool(query, features)
    let points = try pool.features.normalizedRows()
    let radius =
      try delta.map { Float($0) }
      ?? Self.radius(
        of: points, clusters: max(query.knownClasses("probcover"), 2), purity: purity,
        using: &rng, checkpoint: query.monitor.checkpoint)
    let graph = try BallGraph(points, radius: radius, checkpoint: query.monitor.checkpoint)
    let isLabelled = pool.ids.map { query.labelled[$0] != nil }
    let picks = Self.cover(
      graph, count: count, labelled: isLabelled.indices.filter { isLabelled[$0] })
    return Selection(
      ids: picks.map { pool.ids[$0.row] }, scores: picks.map { Float($0.covered) },
      scoreName: Self.scoreName)
  }

  /// Greedy maximum coverage: the row that covers most of what is not covered yet, ties to the first.
  ///
  /// Where everything is covered, a second cover is begun with the rows that are left.
  static func cover(
    _ graph: BallGraph, count: Int, labelled: [Int]
  ) -> [(row: Int, covered: Int)] {
    var isCovered = [Bool](repeating: false, count: graph.count)
    var isTaken = isCovered
    var degrees = (0..<graph.count).map { graph[$0].count }
    func cover(_ row: Int) {
      for other in graph[row] where !isCovered[Int(other)] {
        isCovered[Int(other)] = true
        for near in graph[Int(other)] { degrees[Int(near)] -= 1 }
      }
    }
    for row in labelled {
      isTaken[row] = true
      cover(row)
    }
    var picks: [(row: Int, covered: Int)] = []
    while picks.count < count {
      var best: Int?
      for row in 0..<graph.count
      where !isTaken[row] && degrees[row] > (best.map { degrees[$0] } ?? -1) { best = row }
      guard let row = best else { break }
      if degrees[row] == 0 {
        isCovered = isCovered.map { _ in false }
        degrees = (0..<graph.count).map { graph[$0].count }
        continue
      }
      isTaken[row] = true
      picks.append((row, degrees[row]))
      cover(row)
    }
    return picks
  }

  /// The largest radius at which a share `purity` of the balls hold rows of one k-means cluster only.
  ///
  /// There are as many clusters as classes, and two at least. A ball is pure up to its distance to the nearest row of another cluster, so the radius is a
  /// quantile of those distances. Of more than 2000 rows, as many at random are asked.
  /// - Source: Yehuda et al. 2022, §3.3. Differs: exact where the paper tries radii of a grid.
  package static func radius(
    of points: Tensor, clusters: Int, purity: Double, using rng: inout Random,
    checkpoint: () throws -> Void = {}
  ) throws -> Float {
    let n = points.shape[0]
    guard n > clusters else { return 0 }
    let assignments = try KMeans(clusters: clusters).fit(
      points, using: &rng, checkpoint: checkpoint
    ).assignments
    let asked = try rng.sample(min(n, 2000), of: n).sorted()
    var distances = [Float](repeating: .infinity, count: asked.count)
    try BallGraph.chunks(of: asked, in: points, checkpoint: checkpoint) { first, count, squares in
      for row in 0..<count {
        for other in 0..<n where assignments[other] != assignments[asked[first + row]] {
          distances[first + row] = min(distances[first + row], squares[row * n + other])
        }
      }
    }
    distances.sort(by: >)
    let radius = distances[max(CountShare(purity).least(of: asked.count), 1) - 1]
    return radius.isFinite ? max(radius, 0).squareRoot() : 2
  }

  private static let scoreName = "images newly covered"

  public func effort(candidates: Int, labelled: Int, count: Int) -> String? {
    let rows = Double(candidates + labelled)
    return Effort.comparing("probcover", pairs: rows * rows)
  }

  public static let recipe = Recipe<any Strategy>(
    "probcover", "Images whose balls of one radius cover most of what is not covered yet.",
    source: "Yehuda, Dekel, Hacohen & Weinshall 2022, algorithm 1",
    FeatureSource.option(.pretext),
    Option<Double?>(
      "delta", optional: 1e-6...2, "radius on the unit sphere; estimated if left out"),
    Option<Double>(
      "purity", 0.95, in: 0.01...1, "share of balls of one cluster, where the radius is estimated")
  ) { (features: String, delta: Double?, purity: Double) in
    ProbCover(features: FeatureSource(option: features), delta: delta, purity: purity)
  }
}
