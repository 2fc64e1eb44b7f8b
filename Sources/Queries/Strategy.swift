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
  ///   same answer, in whatever order the candidates are listed.
  func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection

  /// Bytes beyond a few numbers for each candidate and feature that a choice would take; known
  /// before it starts, so that it can be refused.
  func workspace(candidates: Int, labelled: Int, classes: Int) -> Double

  /// One line on what takes long about a choice, known before it starts; nil where nothing does.
  func effort(candidates: Int, labelled: Int, count: Int) -> String?
}

extension Strategy {
  public func workspace(candidates: Int, labelled: Int, classes: Int) -> Double { 0 }
  public func effort(candidates: Int, labelled: Int, count: Int) -> String? { nil }
}

/// The chosen ids, best first, each with the score that chose it.
public struct Selection: Equatable, Sendable {
  public let ids: [Int]
  /// As many as ids; higher is asked first.
  public let scores: [Float]
  /// What the scores are, such as `entropy (nats)`.
  public let scoreName: String
  /// What is asked about each id; empty where all are asked for their class.
  public let questions: [Question]

  public init(ids: [Int], scores: [Float], scoreName: String, questions: [Question] = []) {
    self.ids = ids
    self.scores = scores
    self.scoreName = scoreName
    self.questions = questions
  }
}

extension Strategy {
  /// Selects after checking what the caller promised and what the strategy promises.
  ///
  /// What will take long is announced. The one entry for sessions and scripts; a strategy written by
  /// a user is held to the same contract as a built-in one.
  /// - Throws: a `Failure` where `count` is negative or larger than the pool, where the query lacks
  ///   what the strategy needs, or where the strategy breaks its promise.
  public func choose(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    let n = query.candidates.count
    guard count >= 0, count <= n else {
      throw Failure(
        "query", "budget larger than the pool", expected: "0 to \(n)", got: "\(count)")
    }
    try check(query)
    if count > 0, let line = effort(candidates: n, labelled: query.labelled.count, count: count) {
      query.monitor.announce(line)
    }
    let selection = try select(query, count: count, using: &rng)
    let distinct = Set(selection.ids)
    guard selection.ids.count == count, distinct.count == count,
      selection.scores.count == count, distinct.isSubset(of: query.candidates),
      selection.questions.isEmpty || selection.questions.count == count
    else {
      throw Failure(
        "strategy", "broke its contract", expected: "\(count) distinct ids of the pool",
        got: "\(selection.ids.count) ids, \(distinct.count) distinct, "
          + "\(distinct.subtracting(query.candidates).count) not in the pool")
    }
    return selection
  }

  private func check(_ query: Query) throws {
    for need in Need.allCases where needs.contains(need) && !query.evidence.has(need) {
      throw query.evidence.missing(need)
    }
    if needs.contains(.labels), query.labelled.isEmpty {
      throw Failure("strategy", "needs labelled images, and there are none yet")
    }
    let n = query.candidates.count
    try Memory.require(
      workspace(candidates: n, labelled: query.labelled.count, classes: query.classes),
      for: "strategy", "\(n) candidates", help: "a sub-pool is smaller")
  }
}
