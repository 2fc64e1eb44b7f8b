import Geometry
import Queries
import Recipes
import Tensors

/// Asks of each cluster for a representative image, whose answer its neighbourhood takes over, and
/// for difficult ones: dense, but far from the centre.
public struct DSAC: Strategy {
  /// What becomes of the images that took over an answer.
  enum Followers: String, CaseIterable {
    /// They are learned from ever after and are not asked about again, as in the paper.
    case kept
    /// Each round has others, and all of them stay in the pool.
    case anew
  }

  /// Of what `k2` is the number.
  enum Span: String, CaseIterable { case all, each }

  /// Clusters; nil: as many as classes.
  let clusters: Int?
  /// Images from which a representative, and difficult ones, are chosen: k₁.
  let k1: Int
  /// Neighbours that compactness is measured by: k.
  let k: Int
  /// Images that take over answers: k₂, and how many more each round.
  let k2: Int
  let growth: Int
  let span: Span
  let followers: Followers

  public var needs: Set<Need> { [.embeddings] }

  public func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    guard count > 0 else { return Selection(ids: [], scores: [], scoreName: Self.scoreName) }
    let query = try query.ascending()
    let pool = try WholePool(query, .embeddings)
    let pseudo = followers == .kept ? query.pseudoLabelled : [:]
    let clustering = try cluster(pool, query, pseudo, using: &rng)
    let members = clustering.members().map { rows in
      rows.filter { query.labelled[pool.ids[$0]] == nil }.sorted {
        (clustering.squaredDistances[$0], $0) < (clustering.squaredDistances[$1], $1)
      }
    }
    let free = members.map { rows in rows.filter { pseudo[pool.ids[$0]] == nil } }
    // Where not every cluster gets as many, the larger ones get more.
    let order = free.indices.sorted { (-free[$0].count, $0) < (-free[$1].count, $1) }
    let quotas = Shares.split(
      count, by: order.map { _ in 1 }, capacities: order.map { free[$0].count })
    let share = span == .each ? takers(in: query.round) : takers(in: query.round) / free.count
    var representatives: [Pick] = []
    var difficult: [Pick] = []
    let spread = Spread(points: pool.features, neighbours: k, monitor: query.monitor)
    for (cluster, quota) in zip(order, quotas) where quota > 0 {
      try query.monitor.checkpoint()
      let rows = free[cluster]
      let first = try spread.least(1, of: Array(rows.prefix(k1)))
      let taken = Set(first.map(\.row))
      let others = rows.filter { !taken.contains($0) }
      let hard = try spread.least(quota - 1, of: Array(others.suffix(max(k1, quota - 1))))
      let asked = taken.union(hard.map(\.row))
      let near = rows.lazy.filter { !asked.contains($0) }.prefix(share).map { pool.ids[$0] }
      representatives += first.map { Pick(pool.ids[$0.row], $0.sum, Array(near)) }
      difficult += hard.map { Pick(pool.ids[$0.row], $0.sum, nil) }
    }
    // Nothing else is left to ask for: pseudo-labels that are doubted most.
    let left = count - quotas.reduce(0, +)
    let doubted = members.joined().filter { pseudo[pool.ids[$0]] != nil }.sorted {
      (-clustering.squaredDistances[$0], $0) < (-clustering.squaredDistances[$1], $1)
    }
    let last = try spread.least(left, of: Array(doubted.prefix(left)))
    let picks = representatives + difficult + last.map { Pick(pool.ids[$0.row], $0.sum, nil) }
    return Selection(
      ids: picks.map(\.id), scores: picks.map { -$0.sum }, scoreName: Self.scoreName,
      questions: picks.map { pick in
        pick.followers.map {
          .representative(followers: $0, areKept: followers == .kept)
        } ?? .label
      })
  }

  private struct Pick {
    let id: Int
    let sum: Float
    /// Nil for a difficult image.
    let followers: [Int]?

    init(_ id: Int, _ sum: Float, _ followers: [Int]?) {
      self.id = id
      self.sum = sum
      self.followers = followers
    }
  }

  /// k-means; with labels, each labelled image, and each pseudo-labelled one, in the cluster of its
  /// class.
  private func cluster(
    _ pool: WholePool, _ query: Query, _ pseudo: [Int: Int], using rng: inout Random
  ) throws -> Clustering {
    let number = try min(clusters ?? query.knownClasses("dsac"), pool.ids.count)
    let means = KMeans(clusters: number, restarts: 3)
    let checkpoint = query.monitor.checkpoint
    var held = pseudo.merging(query.labelled) { $1 }
    // A class that nothing is known of starts at an image that nothing holds.
    if pool.ids.count - held.count < number - Set(held.values).count { held = query.labelled }
    guard !held.isEmpty else {
      return try means.fit(pool.features, using: &rng, checkpoint: checkpoint)
    }
    let rows = held.map { (pool.rows[$0] ?? 0, $1) }
    return try means.fit(
      pool.features, clamped: Dictionary(uniqueKeysWithValues: rows), using: &rng,
      checkpoint: checkpoint)
  }

  /// Images that take over an answer in a round.
  private func takers(in round: Int) -> Int {
    let (grown, overflows) = growth.multipliedReportingOverflow(by: max(round - 1, 0))
    return overflows ? Int.max / 2 : grown + k2
  }

  private static let scoreName = "−Σ distance² to its neighbours"

  public static let recipe = Recipe<any Strategy>(
    "dsac",
    "Of each cluster a representative, whose answer its neighbours take, and difficult ones.",
    source: "Zhao, Chen & Zhou 2024, §III-B, algorithm 1. Differs: k2 is of all clusters together",
    Option<Int?>("clusters", optional: 1...100_000, "one a class if left out"),
    Option<Int>("k1", 6, in: 1...1_000_000, "images nearest to, or farthest from, the centre"),
    Option<Int>("k", 6, in: 1...10000, "neighbours that compactness is measured by"),
    Option<Int>("k2", 50, in: 0...1_000_000_000, "images that take over answers in round 1"),
    Option<Int>("growth", 1000, in: 0...1_000_000_000, "further ones in each later round"),
    Option<String>(
      "span", "all", of: Span.allCases.map(\.rawValue),
      "k2 is the number of all clusters together, or of each, as in the paper's program"),
    Option<String>(
      "followers", "kept", of: Followers.allCases.map(\.rawValue),
      "images that took over an answer leave the pool for good, or are chosen anew in each round",
      before: "anew")
  ) {
    (
      clusters: Int?, k1: Int, k: Int, k2: Int, growth: Int, span: String, followers: String
    ) in
    DSAC(
      clusters: clusters, k1: k1, k: k, k2: k2, growth: growth, span: Span(rawValue: span) ?? .all,
      followers: Followers(rawValue: followers) ?? .kept)
  }
}

/// How far rows are from their nearest neighbours.
private struct Spread {
  let points: Tensor
  let neighbours: Int
  let monitor: Monitor

  /// The rows that are nearest to their neighbours together: those of the largest compactness.
  func least(_ count: Int, of rows: [Int]) throws -> [(row: Int, sum: Float)] {
    guard count > 0, !rows.isEmpty else { return [] }
    // Each is its own nearest, at distance 0.
    let table = try Neighbours.nearest(
      min(neighbours + 1, points.shape[0]), of: points.gather(rows: rows), among: points,
      checkpoint: monitor.checkpoint)
    let sums = rows.indices.map { table.distances(of: $0).reduce(0, +) }
    let order = rows.indices.sorted { (sums[$0], rows[$0]) < (sums[$1], rows[$1]) }
    return order.prefix(count).map { (rows[$0], sums[$0]) }
  }
}
