import Recipes
import Tensors

/// How doubtful one prediction is: the scores that strategies and their parts choose among.
public enum Uncertainty: String, CaseIterable, Sendable {
  case entropy
  case margin
  case leastConfidence = "least_confidence"

  /// - Shape: `p` is [n × classes], rows sum to 1 → n scores, higher is more doubtful.
  public func scores(of p: Tensor) throws -> [Float] {
    switch self {
    case .entropy: try Entropy.scores(of: p)
    case .margin: try Margin.scores(of: p)
    case .leastConfidence: try LeastConfidence.scores(of: p)
    }
  }

  /// What the scores are.
  var name: String {
    switch self {
    case .entropy: "entropy (nats)"
    case .margin: "1 − (p₁ − p₂)"
    case .leastConfidence: "1 − max p"
    }
  }

  /// The option that chooses one.
  static func option(_ summary: String) -> Option<String> {
    Option("score", entropy.rawValue, of: allCases.map(\.rawValue), summary)
  }

  /// The case of an option's value, which the option has checked.
  init(option name: String) { self = Uncertainty(rawValue: name) ?? .entropy }
}
