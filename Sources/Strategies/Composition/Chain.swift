import Queries
import Recipes
import Tensors

/// Lets each strategy narrow the pool for the next, of which the last one chooses.
public struct Chain: Strategy {
  let strategies: [any Strategy]
  /// How many images each leaves for every one that the next leaves.
  let keep: Double

  public var needs: Set<Need> { strategies.reduce(into: []) { $0.formUnion($1.needs) } }

  public func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    var pool = query
    var chosen = Selection(ids: [], scores: [], scoreName: "none")
    for (place, strategy) in strategies.enumerated() {
      var wanted = Double(count)
      for _ in place..<strategies.count - 1 { wanted *= keep }
      let number = Int(min(wanted.rounded(.up), Double(pool.candidates.count)))
      chosen = try strategy.choose(pool, count: number, using: &rng)
      if place < strategies.count - 1 { pool = try pool.subpool(chosen.ids.sorted()) }
    }
    return chosen
  }

  public func workspace(candidates: Int, labelled: Int, classes: Int) -> Double {
    // Later ones see less, but how much less depends on the count.
    strategies.first?.workspace(candidates: candidates, labelled: labelled, classes: classes) ?? 0
  }

  public static let recipe = Recipe<any Strategy>(
    "chain", "Each strategy narrows the pool for the next; the last one chooses.", source: "—",
    Option<[NamedOptions]>("strategies", leading: "strategies", count: 1...Int.max, "in turn"),
    Option<Double>(
      "keep", 10, in: 1...1_000_000, "images left for every one that the next leaves"),
    composing: { (catalogue, strategies: [NamedOptions], keep: Double) in
      Chain(strategies: try strategies.map { try $0.strategy(of: catalogue) }, keep: keep)
    })
}
