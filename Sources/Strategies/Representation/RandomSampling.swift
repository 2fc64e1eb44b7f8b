import Queries
import Recipes
import Tensors

/// Uniformly at random: what every other strategy has to beat.
public struct RandomSampling: Strategy {
  public var needs: Set<Need> { [] }

  public init() {}

  /// Each candidate draws a number, in ascending order of id, and the highest numbers win: so the
  /// answer does not depend on the order in which the pool is listed.
  public func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    let candidates = query.candidates.sorted()
    let draws = candidates.map { _ in rng.uniform() }
    return Ranking.highest(candidates, by: draws, count: count, named: "draw")
  }

  public static let recipe = Recipe<any Strategy>(
    "random", "Uniformly at random, without replacement; the baseline.", source: "—"
  ) { RandomSampling() }
}
