import Tensors

/// Asks where the two most probable classes are nearest to each other.
public struct Margin: Strategy {
  public var needs: Set<Need> { [.probabilities] }

  public init() {}

  public func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    let scores = Self.scores(of: try query.probabilities())
    return Ranking.highest(query.candidates, by: scores, count: count, named: "1 − (p₁ − p₂)")
  }

  /// One minus the gap between the largest and the second largest probability of each row.
  /// - Shape: `p` is [n × classes] → n scores in [0, 1]; a single class has no rival and scores 0.
  public static func scores(of p: Tensor) -> [Float] {
    Ranking.rows(p) { row in
      var first: Float = 0
      var second: Float = 0
      for c in 0..<row.count {
        if row[c] > first {
          (first, second) = (row[c], first)
        } else if row[c] > second {
          second = row[c]
        }
      }
      return 1 - (first - second)
    }
  }

  public static let recipe = Recipe<any Strategy>(
    "margin", "The smallest gap between the two most probable classes, 1 − (p₁ − p₂).",
    source: "Scheffer, Decomain & Wrobel 2001; Settles 2009, §3.1"
  ) { Margin() }
}
