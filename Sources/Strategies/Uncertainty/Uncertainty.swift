import Recipes
import Tensors

/// How uncertain one prediction is: the scores that strategies and their parts choose among.
public enum Uncertainty: String, CaseIterable, Sendable {
  case entropy
  case margin
  case leastConfidence = "least_confidence"

  /// - Shape: `p` is [n × classes], rows sum to 1 → n scores, higher is more uncertain.
  public func scores(of p: Tensor) throws -> [Float] {
    switch self {
    case .entropy: try Entropy.scores(of: p)
    case .margin: try Margin.scores(of: p)
    case .leastConfidence: try LeastConfidence.scores(of: p)
    }
  }

  /// The strategy that ranks by it.
  var strategy: any ScoringStrategy {
    switch self {
    case .entropy: Entropy()
    case .margin: Margin()
    case .leastConfidence: LeastConfidence()
    }
  }

  /// What the scores are.
  var name: String {
    switch self {
    case .entropy: Entropy.scoreName
    case .margin: Margin.scoreName
    case .leastConfidence: LeastConfidence.scoreName
    }
  }

  /// The option that chooses one.
  static let option = Option<String>(
    "score", entropy.rawValue, of: allCases.map(\.rawValue), "the measure of uncertainty")

  /// The case of an option's value, which the option has checked.
  init(option name: String) { self = Uncertainty(rawValue: name) ?? .entropy }
}
