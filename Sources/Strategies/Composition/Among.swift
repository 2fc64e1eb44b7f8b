import Queries
import Recipes
import Tensors

/// Lets a strategy choose among a random part of the pool.
public struct Among: Strategy {
  let strategy: any Strategy
  let size: Int

  public var needs: Set<Need> { strategy.needs }

  public func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    let query = try query.ascending()
    let number = min(max(size, count), query.candidates.count)
    let rows = try rng.sample(number, of: query.candidates.count)
    let part = try query.subpool(rows.map { query.candidates[$0] }.sorted())
    return try strategy.choose(part, count: count, using: &rng)
  }

  public func workspace(candidates: Int, labelled: Int, classes: Int) -> Double {
    strategy.workspace(
      candidates: min(candidates, size), labelled: labelled, classes: classes)
  }

  public static let recipe = Recipe<any Strategy>(
    "among", "A strategy that sees only a random part of the pool, drawn anew for each query.",
    source:
      "the random subsets of Beluch et al. 2018, §3; Huang et al. 2021; Caramalau et al. 2021",
    Option<[NamedOptions]>("strategy", leading: "a strategy", count: 1...1, "what chooses"),
    Option<Int>("size", 10000, in: 1...1_000_000_000, "images that it sees"),
    composing: { (catalogue, strategy: [NamedOptions], size: Int) in
      Among(strategy: try strategy[0].strategy(of: catalogue), size: size)
    })
}
