import Geometry
import Queries
import Recipes
import Tensors

/// Asks for the image nearest to the centre of each of as many clusters as labels.
public struct KMeansSampling: Strategy {
  let features: FeatureSource

  public var needs: Set<Need> { [features.need] }

  public func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    guard count > 0 else { return Selection(ids: [], scores: [], scoreName: Self.scoreName) }
    let query = try query.ascending()
    let clusters = try KMeans(clusters: count).fit(
      features.candidates(of: query), using: &rng, checkpoint: query.monitor.checkpoint)
    let members = clusters.members()
    // Within its own cluster, so that no image stands for two.
    let medoids = members.map { rows in
      rows.min { clusters.squaredDistances[$0] < clusters.squaredDistances[$1] }
    }
    let order = members.indices.sorted { (-members[$0].count, $0) < (-members[$1].count, $1) }
    var rows = order.compactMap { medoids[$0] }
    if rows.count < count {
      // Fewer images differ than clusters were asked for.
      let taken = Set(rows)
      rows += members.joined().filter { !taken.contains($0) }.sorted().prefix(count - rows.count)
    }
    let share = 1 / Float(query.candidates.count)
    return Selection(
      ids: rows.map { query.candidates[$0] },
      scores: rows.map { share * Float(members[clusters.assignments[$0]].count) },
      scoreName: Self.scoreName)
  }

  private static let scoreName = "share of the pool in its cluster"

  public func effort(candidates: Int, labelled: Int, count: Int) -> String? {
    // Some ten passes over all centres, before most are passed over.
    Effort.comparing("k_means", pairs: 10 * Double(candidates) * Double(count))
  }

  public static let recipe = Recipe<any Strategy>(
    "k_means", "The image nearest to the centre of each of as many clusters as labels.",
    source: "Zhdanov 2019; Li et al. 2023, §IV-D, the k-means sampler",
    FeatureSource.option(.embeddings)
  ) { (features: String) in KMeansSampling(features: FeatureSource(option: features)) }
}
