import Geometry
import Glibc
import Queries
import Recipes
import Tensors

/// Asks for images whose gradients are long and point into different directions: k-means++ over the
/// gradients of the last layer, as if the model's own prediction were the label.
public struct BADGE: Strategy {
  public var needs: Set<Need> { [.probabilities, .embeddings] }

  public init() {}

  public func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    guard count > 0 else { return Selection(ids: [], scores: [], scoreName: Self.scoreName) }
    let query = try query.ascending()
    let (errors, features) = (
      try Self.errors(of: query.probabilities()), try query.embeddings()
    )
    let lengths = zip(Ranking.lengths(of: errors), Ranking.lengths(of: features)).map { $0 * $1 }
    let longest = lengths.indices.max { (lengths[$0], $1) < (lengths[$1], $0) }
    let rows = try KMeansPlusPlus(trials: 1).factored(
      left: errors, right: features, count: count, first: longest, using: &rng,
      checkpoint: query.monitor.checkpoint)
    return Selection(
      ids: rows.map { query.candidates[$0] }, scores: rows.map { lengths[$0] },
      scoreName: Self.scoreName)
  }

  /// The gradient of the cross entropy by the logits, where the most probable class is the label:
  /// p − e. With the features h, that by the last layer's weights is (p − e) ⊗ h.
  /// - Shape: [n × classes] → the same.
  public static func errors(of p: Tensor) throws -> Tensor {
    let labels = try p.argmax()
    var errors = p.detached()
    let classes = p.shape[1]
    try errors.withMutableValues { values in
      for (row, label) in labels.enumerated() { values[row * classes + label] -= 1 }
    }
    return errors
  }

  private static let scoreName = "length of the gradient"

  public func effort(candidates: Int, labelled: Int, count: Int) -> String? {
    Effort.comparing("badge", pairs: Double(candidates) * Double(count))
  }

  public static let recipe = Recipe<any Strategy>(
    "badge", "Images whose gradients are long and differ: k-means++ over those of the last layer.",
    source: "Ash et al. 2020, algorithm 1; the first pick is the longest, as in its code"
  ) { BADGE() }
}
