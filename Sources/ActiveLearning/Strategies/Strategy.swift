import Tensors

/// Chooses which of a query's candidates to label.
///
/// A strategy never trains the session's model and never sees a hidden label.
public protocol Strategy {
  /// What it reads of the query, refused with one line where missing.
  var needs: Set<Need> { get }

  /// The ids to label, best first.
  /// - Parameter count: at most the number of candidates.
  /// - Returns: exactly `count` distinct candidates; the same query and the same `rng` give the
  ///   same answer.
  func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection
}

/// What a strategy reads of a query.
public enum Need: String, Sendable, CaseIterable {
  case probabilities
  case embeddings
}

/// The chosen ids, best first, each with the score that chose it.
public struct Selection: Equatable, Sendable {
  public let ids: [Int]
  /// As many as ids; higher is asked first.
  public let scores: [Float]
  /// What the scores are, such as `entropy (nats)`.
  public let scoreName: String

  public init(ids: [Int], scores: [Float], scoreName: String) {
    self.ids = ids
    self.scores = scores
    self.scoreName = scoreName
  }
}

extension Strategy {
  /// Selects after checking what the caller promised and what the strategy promises.
  ///
  /// The one entry for sessions and scripts; a strategy written by a user is held to the same
  /// contract as a built-in one.
  /// - Throws: a `Failure` where `count` is negative or larger than the pool, where probabilities
  ///   are not of the candidates, or where the strategy breaks its promise.
  public func choose(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    guard count >= 0, count <= query.candidates.count else {
      throw Failure(
        "query", "budget larger than the pool", expected: "0 to \(query.candidates.count)",
        got: "\(count)")
    }
    if needs.contains(.probabilities) {
      let shape = try query.probabilities().shape
      guard shape.count == 2, shape[0] == query.candidates.count, shape[1] >= 1 else {
        throw Failure(
          "query", "probabilities of another shape",
          expected: "[\(query.candidates.count) × classes]", got: "\(shape)")
      }
    }
    let selection = try select(query, count: count, using: &rng)
    let distinct = Set(selection.ids)
    guard selection.ids.count == count, distinct.count == count,
      selection.scores.count == count, distinct.isSubset(of: query.candidates)
    else {
      throw Failure(
        "strategy", "broke its contract", expected: "\(count) distinct ids of the pool",
        got: "\(selection.ids.count) ids, \(distinct.count) distinct, "
          + "\(distinct.subtracting(query.candidates).count) not in the pool")
    }
    return selection
  }
}
