import Glibc
import Queries
import Recipes
import Tensors

/// Asks where the most probable class is least probable.
public struct LeastConfidence: ScoringStrategy {
  /// Whether logits are scaled to length 1 before their softmax, as in the code of PT4AL and BAL.
  public let isNormalized: Bool

  public var needs: Set<Need> { [.probabilities] }

  static let scoreName = "1 − max p"

  public init(isNormalized: Bool = false) { self.isNormalized = isNormalized }

  public func scores(of query: Query, using rng: inout Random) throws -> Scores {
    let scores =
      if !isNormalized {
        try Self.scores(of: query.probabilities())
      } else if query.knows(.logits) {
        Self.normalizedScores(ofLogits: try query.tensor(.logits))
      } else {
        Self.normalizedScores(of: try query.probabilities())
      }
    return Scores(scores, named: Self.scoreName)
  }

  /// One minus the largest probability of each row.
  /// - Shape: `p` is [n × classes] → n scores in [0, 1 − 1/classes].
  public static func scores(of p: Tensor) throws -> [Float] { try p.largestOfRows().map { 1 - $0 } }

  /// One minus the largest probability of each row of logits that are scaled to length 1 first.
  /// - Shape: `logits` is [n × classes] → n scores in [0, 1 − 1/classes].
  /// - Source: the samplers in the code of Yi et al. 2022 and Li et al. 2023.
  public static func normalizedScores(ofLogits logits: Tensor) -> [Float] {
    var values = [Double](repeating: 0, count: logits.shape.last ?? 0)
    return Ranking.rows(logits) { row in
      for c in values.indices { values[c] = Double(row[c]) }
      return normalizedScore(values)
    }
  }

  /// The same where only probabilities are known.
  ///
  /// They tell logits up to their mean, which is taken to be 0: training with cross entropy leaves
  /// that nearly true while logits are small. A probability of 0 is that of the least number.
  /// - Shape: `p` is [n × classes] → n scores in [0, 1 − 1/classes].
  public static func normalizedScores(of p: Tensor) -> [Float] {
    var values = [Double](repeating: 0, count: p.shape.last ?? 0)
    return Ranking.rows(p) { row in
      for c in values.indices {
        values[c] = log(Double(max(row[c], Float.leastNormalMagnitude)))
      }
      let mean = values.reduce(0, +) / Double(values.count)
      for c in values.indices { values[c] -= mean }
      return normalizedScore(values)
    }
  }

  private static func normalizedScore(_ logits: [Double]) -> Float {
    let length = logits.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard length > 0 else { return Float(1 - 1 / Double(logits.count)) }
    let largest = logits.reduce(-Double.infinity, max)
    return Float(1 - 1 / logits.reduce(0) { $0 + exp(($1 - largest) / length) })
  }

  public static let recipe = Recipe<any Strategy>(
    "least_confidence", "The lowest probability of the most probable class, 1 − max p.",
    source: "Lewis & Gale 1994; Settles 2009, §3.1",
    Option<Bool>(
      "normalized", false, "scale logits to length 1 first, as the code of PT4AL and BAL does")
  ) { (isNormalized: Bool) in LeastConfidence(isNormalized: isNormalized) }
}
