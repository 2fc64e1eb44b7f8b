import Geometry
import Queries
import Recipes
import Tensors

/// Asks for the most typical image of clusters that have no labels yet, largest first: for the very
/// first labels.
public struct TypiClust: Strategy {
  let features: FeatureSource
  /// Neighbours that typicality is measured by.
  let neighbours: Int
  /// The most clusters.
  let clusters: Int
  /// Clusters of up to so many images wait until no larger one has any left.
  let smallest: Int

  public var needs: Set<Need> { [features.need] }

  public func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    guard count > 0 else { return Selection(ids: [], scores: [], scoreName: "typicality") }
    let query = try query.ascending()
    let pool = try WholePool(query, features)
    let points = try pool.features.normalizedRows()
    let k = min(query.labelled.count + count, clusters, pool.ids.count)
    let members = try KMeans(clusters: k).fit(
      points, using: &rng, checkpoint: query.monitor.checkpoint
    ).members()
    let isLabelled = pool.ids.map { query.labelled[$0] != nil }
    let known = members.map { rows in rows.count { isLabelled[$0] } }
    let order = members.indices.sorted {
      (known[$0], -members[$0].count, $0) < (known[$1], -members[$1].count, $1)
    }
    var free = members.map { rows in
      TypicalRows(rows.filter { !isLabelled[$0] }, of: points, neighbours: neighbours)
    }
    var chosen: [(row: Int, typicality: Float)] = []
    for tier in [
      order.filter { members[$0].count > smallest }, order.filter { members[$0].count <= smallest },
    ] {
      // Round after round, one of each cluster that has any left.
      var open = tier.filter { !free[$0].isEmpty }
      while chosen.count < count, !open.isEmpty {
        for cluster in open where chosen.count < count {
          try query.monitor.checkpoint()
          guard let best = try free[cluster].next(checkpoint: query.monitor.checkpoint) else {
            continue
          }
          chosen.append(best)
        }
        open = open.filter { !free[$0].isEmpty }
      }
    }
    return Selection(
      ids: chosen.map { pool.ids[$0.row] }, scores: chosen.map(\.typicality),
      scoreName: "typicality")
  }

  /// 1 / (mean squared distance to the nearest `neighbours` other rows + 10⁻⁵); 0 without any.
  /// - Shape: [n × features] → n.
  /// - Source: Hacohen, Dekel & Weinshall 2022, Eq. 1. Differs: squared, as its code has it.
  public static func typicality(
    of points: Tensor, neighbours: Int, checkpoint: () throws -> Void = {}
  ) throws -> [Float] {
    guard neighbours >= 1 else { return Array(repeating: 0, count: points.shape[0]) }
    let table = try Neighbours.nearest(neighbours, among: points, checkpoint: checkpoint)
    return (0..<table.queries).map { typicality(of: table.distances(of: $0)) }
  }

  /// The same of one row, from its squared distances.
  static func typicality(of distances: ArraySlice<Float>) -> Float {
    1 / (distances.reduce(0, +) / Float(max(distances.count, 1)) + 1e-5)
  }

  public func effort(candidates: Int, labelled: Int, count: Int) -> String? {
    // Every pair within the clusters that are asked, were all of a size.
    let rows = Double(candidates + labelled)
    let number = Double(max(min(labelled + count, clusters), 1))
    return Effort.comparing("typiclust", pairs: rows / number * rows / number * Double(count))
  }

  public static let recipe = Recipe<any Strategy>(
    "typiclust", "The most typical image of clusters without labels, largest cluster first.",
    source: "Hacohen, Dekel & Weinshall 2022, §3 and its code", FeatureSource.option(.pretext),
    Option<Int>("neighbours", 20, in: 1...10000, "that typicality is measured by"),
    Option<Int>("clusters", 500, in: 1...100_000, "at most; else one for each label"),
    Option<Int>(
      "smallest", 5, in: 0...1_000_000, "clusters of up to so many images are asked last")
  ) { (features: String, neighbours: Int, clusters: Int, smallest: Int) in
    TypiClust(
      features: FeatureSource(option: features), neighbours: neighbours, clusters: clusters,
      smallest: smallest)
  }
}
