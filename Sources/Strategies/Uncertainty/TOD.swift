import Queries
import Recipes
import Tensors

/// Asks where the prediction has changed most since the round before.
public struct TOD: ScoringStrategy {
  enum First: String, CaseIterable { case smallest, largest }

  /// What counts in the first round, when the model of the round before has learned nothing.
  let first: First

  public var needs: Set<Need> { [.probabilities, .earlier] }

  public func scores(of query: Query, using rng: inout Random) throws -> Scores {
    let changes = Self.scores(of: try query.probabilities(), before: try query.tensor(.earlier))
    let turned = query.round <= 1 && first == .smallest
    return turned
      ? Scores(changes.map { -$0 }, named: "−change of the prediction")
      : Scores(changes, named: "change of the prediction")
  }

  /// ½·‖p − earlier‖² of each row.
  /// - Shape: both [n × classes] → n scores in [0, 1].
  /// - Source: Huang et al. 2021, Eq. 4, as its code halves it.
  public static func scores(of p: Tensor, before earlier: Tensor) -> [Float] {
    let classes = p.shape.last ?? 0
    return p.withValues { now in
      earlier.withValues { then in
        (0..<(classes == 0 ? 0 : p.count / classes)).map { row in
          var sum: Float = 0
          for place in row * classes..<(row + 1) * classes {
            let change = now[place] - then[place]
            sum += change * change
          }
          return sum / 2
        }
      }
    }
  }

  public static let recipe = Recipe<any Strategy>(
    "tod", "Where the prediction differs most from that of the model of the round before.",
    source: "Huang et al. 2021, Temporal Output Discrepancy, Eq. 4 and its code",
    Option<String>(
      "first", "smallest", of: First.allCases.map(\.rawValue),
      "which changes count in the first round, as its code does, when nothing was learned before")
  ) { (first: String) in TOD(first: First(rawValue: first) ?? .smallest) }
}
