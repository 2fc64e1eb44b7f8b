import Geometry
import Queries
import Recipes
import Tensors

/// Spends part of the labels on the most uncertain images, and the rest on images that lie near the
/// centres of these, or far from them.
public struct UncertaintyKMeans: Strategy {
  enum Direction: String, CaseIterable { case nearest, farthest }

  /// The share of the labels that goes to the most uncertain images.
  let alpha: Double
  let clusters: Int
  let direction: Direction
  let score: Uncertainty

  public var needs: Set<Need> { [.probabilities, .embeddings] }

  public func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    let query = try query.ascending()
    let scores = try score.scores(of: query.probabilities())
    // At least one, since there would be nothing to cluster.
    let first = min(count, max(1, Int(alpha * Double(count) + 1e-9)))
    let uncertain = Ranking.highest(
      query.candidates, by: scores, count: first, named: score.name)
    guard first < count else { return uncertain }
    let inner = try query.subpool(uncertain.ids).ascending()
    let taken = Set(uncertain.ids)
    let outer = try query.subpool(query.candidates.filter { !taken.contains($0) })
    let centres = try KMeans(clusters: min(clusters, first), restarts: 10).fit(
      inner.embeddings(), using: &rng, checkpoint: query.monitor.checkpoint
    ).centres
    let distances = try Neighbours.nearest(
      1, of: outer.embeddings(), among: centres, checkpoint: query.monitor.checkpoint
    ).distances
    let sign: Float = direction == .nearest ? -1 : 1
    let rest = Ranking.highest(
      outer.candidates, by: distances.map { sign * $0.squareRoot() }, count: count - first,
      named: "distance")
    return Selection(
      ids: uncertain.ids + rest.ids, scores: uncertain.scores + rest.scores,
      scoreName: "\(score.name), then \(sign < 0 ? "−" : "")distance to their centres")
  }

  public static let recipe = Recipe<any Strategy>(
    "uncertainty_kmeans", "The most uncertain images, and those around the centres of these.",
    source: "Ilizirov, Barsht & Steiner 2024, algorithm 1; `farthest` is what its code does",
    Option<Double>("alpha", 0.2, in: 0...1, "share of the labels for the most uncertain images"),
    Option<Int>("clusters", 3, in: 1...100_000, "centres among the uncertain images"),
    Option<String>(
      "direction", "nearest", of: Direction.allCases.map(\.rawValue),
      "which images are asked for besides: those nearest to the centres, or farthest from them"),
    Uncertainty.option
  ) { (alpha: Double, clusters: Int, direction: String, score: String) in
    UncertaintyKMeans(
      alpha: alpha, clusters: clusters, direction: Direction(rawValue: direction) ?? .nearest,
      score: Uncertainty(option: score))
  }
}
