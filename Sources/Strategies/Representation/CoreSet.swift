import Geometry
import Queries
import Recipes
import Tensors

/// Asks for what leaves no image far from the nearest labelled one: greedy k-center.
public struct CoreSet: Strategy {
  let features: FeatureSource

  public var needs: Set<Need> { [features.need] }

  public func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    guard count > 0 else { return Selection(ids: [], scores: [], scoreName: Self.scoreName) }
    let query = try query.ascending()
    let picked = try KCenter.greedy(
      features.candidates(of: query), covered: features.labelled(of: query), count: count,
      checkpoint: query.monitor.checkpoint)
    // The first of all is at no distance from anything; it counts as much as the second.
    let first = picked.distances.first { $0.isFinite } ?? 0
    return Selection(
      ids: picked.indices.map { query.candidates[$0] },
      scores: picked.distances.map { ($0.isFinite ? $0 : first).squareRoot() },
      scoreName: Self.scoreName)
  }

  private static let scoreName = "distance to the nearest labelled"

  public func effort(candidates: Int, labelled: Int, count: Int) -> String? {
    Effort.comparing(
      "core_set", pairs: Double(candidates) * Double(labelled + count))
  }

  public static let recipe = Recipe<any Strategy>(
    "core_set",
    "Repeatedly the image farthest from all labelled or chosen images: greedy k-center.",
    source: "Sener & Savarese 2018, algorithm 1; Gonzalez 1985", FeatureSource.option(.embeddings)
  ) { (features: String) in CoreSet(features: FeatureSource(option: features)) }
}
