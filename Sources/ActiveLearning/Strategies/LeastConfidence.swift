import Tensors

/// Asks where the most probable class is least probable.
public struct LeastConfidence: Strategy {
  public var needs: Set<Need> { [.probabilities] }

  public init() {}

  public func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    let scores = try Self.scores(of: query.probabilities())
    return Ranking.highest(query.candidates, by: scores, count: count, named: "1 − max p")
  }

  /// One minus the largest probability of each row.
  /// - Shape: `p` is [n × classes] → n scores in [0, 1 − 1/classes].
  public static func scores(of p: Tensor) throws -> [Float] { try p.largestOfRows().map { 1 - $0 } }

  public static let recipe = Recipe<any Strategy>(
    "least_confidence", "The lowest probability of the most probable class, 1 − max p.",
    source: "Lewis & Gale 1994; Settles 2009, §3.1"
  ) { LeastConfidence() }
}
