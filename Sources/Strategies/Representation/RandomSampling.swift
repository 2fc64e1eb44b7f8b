import Queries
import Recipes
import Tensors

/// Uniformly at random: what every other strategy has to beat.
public struct RandomSampling: ScoringStrategy {
  public var needs: Set<Need> { [] }

  public init() {}

  /// A random number for each candidate, in ascending order of id: so the answer does not depend on
  /// the order in which the pool is listed.
  public func scores(of query: Query, using rng: inout Random) throws -> Scores {
    Scores(query.candidates.map { _ in rng.uniform() }, named: "random number")
  }

  public static let recipe = Recipe<any Strategy>(
    "random", "Uniformly at random, without replacement; the baseline.", source: "—"
  ) { RandomSampling() }
}
