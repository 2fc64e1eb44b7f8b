import Queries
import Recipes
import Tensors

/// Asks where the two most probable classes are nearest to each other.
public struct Margin: ScoringStrategy {
  public var needs: Set<Need> { [.probabilities] }

  static let scoreName = "1 − (p₁ − p₂)"

  public init() {}

  public func scores(of query: Query, using rng: inout Random) throws -> Scores {
    Scores(try Self.scores(of: query.probabilities()), named: Self.scoreName)
  }

  /// One minus the gap between the largest and the second largest probability of each row.
  /// - Shape: `p` is [n × classes] → n scores in [0, 1]; a single class has no rival and scores 0.
  public static func scores(of p: Tensor) throws -> [Float] { try p.marginOfRows().map { 1 - $0 } }

  public static let recipe = Recipe<any Strategy>(
    "margin", "The smallest gap between the two most probable classes, 1 − (p₁ − p₂).",
    source: "Scheffer, Decomain & Wrobel 2001; Settles 2009, §3.1"
  ) { Margin() }
}
