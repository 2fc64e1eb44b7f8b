import Geometry
import Queries
import Recipes
import Tensors

/// Orders the pool once by how uncertain its assignment to clusters of pretext features is, and asks
/// in each round for the least confident images of a window of that order.
public struct CDD: Strategy {
  /// What makes an image hard for the clusters.
  public enum Key: String, CaseIterable, Sendable {
    /// That two centres are as near: d₂ − d₁ is small.
    case difference
    /// That no centre is near: d₁ is large.
    case distance
  }

  /// What the order begins with.
  public enum Order: String, CaseIterable, Sendable {
    case hardest, easiest
  }

  let key: Key
  let order: Order
  let windows: WindowedOrder.Windows
  let features: FeatureSource
  /// Clusters of the features; nil: as many as classes, and two at least.
  let clusters: Int?
  /// Of the k-means, so that the order is the same in every round.
  let seed: Int
  let sampler: any Strategy

  public var needs: Set<Need> { sampler.needs.intersection([.earlier]).union([features.need]) }

  public func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    let query = try query.ascending()
    guard count > 0 else { return Selection(ids: [], scores: [], scoreName: keyName) }
    let pool = try WholePool(query, features)
    let wanted = try clusters ?? max(query.knownClasses("cdd"), 2)
    let hardness = try hardness(pool.features, min(wanted, pool.ids.count), query.monitor)
    let keys = order == .hardest ? hardness : hardness.map { -$0 }
    let order = Ranking.best(pool.ids, by: keys)
    let windowed = WindowedOrder(
      ids: order.map { pool.ids[$0] }, keys: order.map { keys[$0] }, keyName: keyName,
      windows: windows)
    return try windowed.select(
      query, count: count, opening: .first, sampler: sampler, using: &rng)
  }

  /// How unsure the clusters are of each row: the more, the harder.
  private func hardness(
    _ features: Tensor, _ clusters: Int, _ monitor: Monitor
  ) throws -> [Float] {
    guard clusters >= 2 else { return Array(repeating: 0, count: features.shape[0]) }
    var rng = Random(seed: UInt64(seed), stream: "cdd")
    let centres = try KMeans(clusters: clusters, restarts: 3).fit(
      features, using: &rng, checkpoint: monitor.checkpoint
    ).centres
    switch key {
    case .difference:
      return try Self.differences(of: features, to: centres, checkpoint: monitor.checkpoint)
        .map { -$0 }
    case .distance:
      return try Neighbours.nearest(
        1, of: features, among: centres, checkpoint: monitor.checkpoint
      ).distances.map { $0.squareRoot() }
    }
  }

  /// |d₁ − d₂| for the two smallest of the distances ‖x − µ‖ of each row to the centres.
  /// - Source: Li et al. 2023, Eq. 2.
  public static func differences(
    of features: Tensor, to centres: Tensor, checkpoint: () throws -> Void = {}
  ) throws -> [Float] {
    let nearest = try Neighbours.nearest(
      2, of: features, among: centres, checkpoint: checkpoint
    ).distances
    return stride(from: 0, to: nearest.count, by: 2).map {
      nearest[$0 + 1].squareRoot() - nearest[$0].squareRoot()
    }
  }

  private var keyName: String {
    switch (key, order) {
    case (.difference, .hardest): "−(d₂ − d₁)"
    case (.difference, .easiest): "d₂ − d₁"
    case (.distance, .hardest): "d₁"
    case (.distance, .easiest): "−d₁"
    }
  }

  public static let recipe = Recipe<any Strategy>(
    "cdd", "The least confident of a window of the pool, ordered by cluster distance difference.",
    source: "Li et al. 2023 (BAL), Eqs. 2–11, §IV-D",
    Option<String>(
      "key", "difference", of: Key.allCases.map(\.rawValue),
      "what is hard: two centres that are as near, or none that is near"),
    Option<String>(
      "order", "hardest", of: Order.allCases.map(\.rawValue), "what it begins with"),
    Option<Double>("beta", 1.0, in: 0.01...100, "width of a window in blocks"),
    Option<Int>("rounds", 7, in: 1...10000, "rounds that the pool is cut for"),
    Option<Int?>(
      "block", optional: 1...1_000_000_000, "images of a block; the pool / rounds if left out"),
    Option<String>(
      "windows", "paper", of: WindowedOrder.Ranges.allCases.map(\.rawValue),
      "Eq. 6, or as the code has it, one block further on"),
    FeatureSource.option(.pretext),
    Option<Int?>(
      "clusters", optional: 2...100_000, "of the features; one a class, two at least, if left out"),
    Option<Int>(
      "seed", 0, in: 0...Int(Int32.max), "of the clusters, so that every round has the same order"),
    Option<NamedOptions>(
      "sampler", "a strategy", default: NamedOptions("least_confidence"),
      "what chooses within the window"),
    composing: {
      (
        catalogue, key: String, order: String, beta: Double, rounds: Int, block: Int?,
        ranges: String, features: String,
        clusters: Int?, seed: Int, sampler: NamedOptions
      ) in
      CDD(
        key: Key(rawValue: key) ?? .difference, order: Order(rawValue: order) ?? .hardest,
        windows: WindowedOrder.Windows(
          rounds: rounds, block: block, beta: beta,
          ranges: WindowedOrder.Ranges(rawValue: ranges) ?? .paper),
        features: FeatureSource(option: features), clusters: clusters, seed: seed,
        sampler: try sampler.strategy(of: catalogue))
    })
}
