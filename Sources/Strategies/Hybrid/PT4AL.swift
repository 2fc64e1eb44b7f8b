import Queries
import Recipes
import Tensors

/// Orders the pool once by the loss of a pretext task, hardest first, and asks in each round for the
/// least confident images of the next block.
public struct PT4AL: Strategy {
  let windows: WindowedOrder.Windows
  let sampler: any Strategy

  public var needs: Set<Need> { sampler.needs.intersection([.earlier]).union([.losses]) }

  public func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    let query = try query.ascending()
    var (ids, losses) = (query.candidates, try query.tensor(.losses).values())
    if !query.labelled.isEmpty {
      ids += query.labels.ids
      losses += try query.labelledTensor(.losses).values()
    }
    let order = Ranking.best(ids, by: losses)
    let windowed = WindowedOrder(
      ids: order.map { ids[$0] }, keys: order.map { losses[$0] }, keyName: "pretext loss",
      windows: windows)
    return try windowed.select(
      query, count: count, opening: .spread, sampler: sampler, using: &rng)
  }

  public static let recipe = Recipe<any Strategy>(
    "pt4al", "The least confident of a block of the pool, ordered by the loss of a pretext task.",
    source: "Yi et al. 2022 (PT4AL), §3 and its code",
    Option<Int>("rounds", 10, in: 1...10000, "blocks that the pool is cut into, one a round"),
    Option<NamedOptions>(
      "sampler", "a strategy", default: NamedOptions("least_confidence"),
      "what chooses within the block"),
    composing: { (catalogue, rounds: Int, sampler: NamedOptions) in
      PT4AL(
        windows: WindowedOrder.Windows(rounds: rounds),
        sampler: try sampler.strategy(of: catalogue))
    })
}
