import Glibc
import Queries
import Recipes
import Tensors

/// Asks where the most probable class is least probable.
public struct LeastConfidence: Strategy {
  /// Whether logits are scaled to length 1 before their softmax, as in the code of PT4AL and BAL.
  public let isNormalized: Bool

  public var needs: Set<Need> { [.probabilities] }

  public init(isNormalized: Bool = false) { self.isNormalized = isNormalized }

  public func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    let p = try query.probabilities()
    let scores = try isNormalized ? Self.normalizedScores(of: p) : Self.scores(of: p)
    return Ranking.highest(query.candidates, by: scores, count: count, named: "1 − max p")
  }

  /// One minus the largest probability of each row.
  /// - Shape: `p` is [n × classes] → n scores in [0, 1 − 1/classes].
  public static func scores(of p: Tensor) throws -> [Float] { try p.largestOfRows().map { 1 - $0 } }

  /// The same for the softmax of logits that were scaled to length 1.
  ///
  /// Probabilities tell logits but for their mean, so they are taken to have a mean of 0, which
  /// training leaves nearly true of a network's. A probability of 0 is that of the least number.
  /// - Shape: `p` is [n × classes] → n scores in [0, 1 − 1/classes].
  /// - Source: the samplers in the code of Yi et al. 2022 and Li et al. 2023. Differs: see above.
  public static func normalizedScores(of p: Tensor) -> [Float] {
    var logits = [Double](repeating: 0, count: p.shape.last ?? 0)
    return Ranking.rows(p) { row in
      for c in logits.indices {
        logits[c] = log(Double(max(row[c], Float.leastNormalMagnitude)))
      }
      let mean = logits.reduce(0, +) / Double(logits.count)
      let length = logits.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }.squareRoot()
      guard length > 0 else { return Float(1 - 1 / Double(logits.count)) }
      let largest = logits.reduce(-Double.infinity, max)
      return Float(1 - 1 / logits.reduce(0) { $0 + exp(($1 - largest) / length) })
    }
  }

  public static let recipe = Recipe<any Strategy>(
    "least_confidence", "The lowest probability of the most probable class, 1 − max p.",
    source: "Lewis & Gale 1994; Settles 2009, §3.1",
    Option<Bool>(
      "normalized", false, "scale logits to length 1 first, as the code of PT4AL and BAL does")
  ) { (isNormalized: Bool) in LeastConfidence(isNormalized: isNormalized) }
}
