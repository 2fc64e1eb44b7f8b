import Queries
import Recipes
import Tensors

/// Asks where the prediction is most spread over the classes.
public struct Entropy: ScoringStrategy {
  public var needs: Set<Need> { [.probabilities] }

  static let scoreName = "entropy (nats)"

  public init() {}

  public func scores(of query: Query, using rng: inout Random) throws -> Scores {
    Scores(try Self.scores(of: query.probabilities()), named: Self.scoreName)
  }

  /// Prediction entropy of each row, −Σ p·ln p, in nats.
  /// - Shape: `p` is [n × classes], rows sum to 1 → n scores in [0, ln classes].
  /// - Source: Settles 2009, §3.1. Differs: 0·ln 0 is 0.
  public static func scores(of p: Tensor) throws -> [Float] { try p.entropyOfRows() }

  public static let recipe = Recipe<any Strategy>(
    "entropy", "The highest entropy of the predicted distribution, −Σ p·ln p.",
    source: "Settles 2009, §3.1; Roda & Geva 2024, Eq. 4"
  ) { Entropy() }
}
