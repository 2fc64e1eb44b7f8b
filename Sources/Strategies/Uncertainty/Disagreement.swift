import Glibc
import Tensors

/// How far several predictions of one image differ: those of a committee, or of several draws of a
/// network's dropout.
public enum Disagreement: String, CaseIterable, Sendable {
  /// H of the members' votes, each for its most probable class.
  case voteEntropy = "vote_entropy"
  /// H of the members' mean.
  case consensusEntropy = "consensus_entropy"
  /// The mean of KL(member ‖ mean), which is H of the mean less the mean of H: BALD's score.
  case divergence = "kl"
  /// The share of members that do not vote for the class of most votes.
  case variationRatio = "variation_ratio"
  /// The standard deviation of a class's probability over the members, mean over the classes.
  case meanDeviation = "mean_std"

  /// - Shape: `p` is [members × n × classes], rows sum to 1 → n scores, higher is more disputed.
  public func scores(of p: Tensor) throws -> [Float] {
    switch self {
    case .divergence: try p.mutualInformationOfRows()
    case .voteEntropy: Self.scores(of: p) { Self.entropy(Self.votes($0, $1, $2)) }
    case .consensusEntropy: Self.scores(of: p) { Self.entropy(Self.mean($0, $1, $2)) }
    case .variationRatio: Self.scores(of: p) { 1 - (Self.votes($0, $1, $2).max() ?? 1) }
    case .meanDeviation: Self.scores(of: p, Self.deviation)
    }
  }

  /// What the scores are.
  var name: String {
    switch self {
    case .voteEntropy: "vote entropy (nats)"
    case .consensusEntropy: "entropy of the mean (nats)"
    case .divergence: "mutual information (nats)"
    case .variationRatio: "variation ratio"
    case .meanDeviation: "mean standard deviation"
    }
  }

  /// - Parameter score: of the members' predictions of one image, [members × classes].
  private static func scores(
    of p: Tensor, _ score: (_ p: [Float], _ members: Int, _ classes: Int) -> Double
  ) -> [Float] {
    let (members, n, classes) = (p.shape[0], p.shape[1], p.shape[2])
    var opinions = [Float](repeating: 0, count: members * classes)
    return p.withValues { values in
      (0..<n).map { image in
        for member in 0..<members {
          for c in 0..<classes {
            opinions[member * classes + c] = values[(member * n + image) * classes + c]
          }
        }
        return Float(score(opinions, members, classes))
      }
    }
  }

  /// The share of votes of each class; a tie within a member goes to its first class.
  private static func votes(_ p: [Float], _ members: Int, _ classes: Int) -> [Double] {
    var votes = [Double](repeating: 0, count: classes)
    for member in 0..<members {
      var best = 0
      for c in 0..<classes where p[member * classes + c] > p[member * classes + best] { best = c }
      votes[best] += 1 / Double(members)
    }
    return votes
  }

  private static func mean(_ p: [Float], _ members: Int, _ classes: Int) -> [Double] {
    (0..<classes).map { c in
      (0..<members).reduce(0) { $0 + Double(p[$1 * classes + c]) } / Double(members)
    }
  }

  private static func deviation(_ p: [Float], _ members: Int, _ classes: Int) -> Double {
    let means = mean(p, members, classes)
    return (0..<classes).reduce(0) { sum, c in
      let squares = (0..<members).reduce(0) { sum, member in
        let difference = Double(p[member * classes + c]) - means[c]
        return sum + difference * difference
      }
      return sum + (squares / Double(members)).squareRoot()
    } / Double(classes)
  }

  private static func entropy(_ p: [Double]) -> Double {
    p.reduce(0) { $1 > 0 ? $0 - $1 * log($1) : $0 }
  }
}
