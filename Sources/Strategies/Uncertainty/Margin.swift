import Queries
import Recipes
import Tensors

/// Asks where the two most probable classes are nearest to each other.
public struct Margin: Strategy {
  public var needs: Set<Need> { [.probabilities] }

  public init() {}

  public func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    let scores = try Self.scores(of: query.probabilities())
    return Ranking.highest(query.candidates, by: scores, count: count, named: "1 − (p₁ − p₂)")
  }

  /// One minus the gap between the largest and the second largest probability of each row.
  /// - Shape: `p` is [n × classes] → n scores in [0, 1]; a single class has no rival and scores 0.
  public static func scores(of p: Tensor) throws -> [Float] { try p.marginOfRows().map { 1 - $0 } }

  public static let recipe = Recipe<any Strategy>(
    "margin", "The smallest gap between the two most probable classes, 1 − (p₁ − p₂).",
    source: "Scheffer, Decomain & Wrobel 2001; Settles 2009, §3.1"
  ) { Margin() }
}
