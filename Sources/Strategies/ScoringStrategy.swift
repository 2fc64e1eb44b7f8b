import Queries
import Tensors

/// A strategy that gives each candidate one score by itself; the highest are asked for.
///
/// Its scores can be shown, and weighted with those of others (`Weighted`).
public protocol ScoringStrategy: Strategy {
  /// A finite number for each candidate, in their order, higher asked for first. The same query and
  /// the same `rng` give the same scores.
  /// - Parameter query: its candidates are in ascending order.
  func scores(of query: Query, using rng: inout Random) throws -> Scores
}

/// One score for each candidate of a query.
public struct Scores: Equatable, Sendable {
  public let values: [Float]
  /// What they are, such as `entropy (nats)`.
  public let name: String

  public init(_ values: [Float], named name: String) {
    self.values = values
    self.name = name
  }
}

extension ScoringStrategy {
  /// The highest scores, ties to the lowest id.
  public func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    let query = try query.ascending()
    let scores = try scores(of: query, using: &rng)
    guard scores.values.count == query.candidates.count, scores.values.allSatisfy(\.isFinite) else {
      throw Failure(
        "strategy", "broke its contract", expected: "\(query.candidates.count) finite scores",
        got: "\(scores.values.count), \(scores.values.count { $0.isFinite }) of them finite")
    }
    return Ranking.highest(
      query.candidates, by: scores.values, count: count, named: scores.name)
  }

  /// Every candidate with its score, best first; checked as every choice is.
  public func ranking(of query: Query, using rng: inout Random) throws -> Selection {
    try choose(query, count: query.candidates.count, using: &rng)
  }
}
