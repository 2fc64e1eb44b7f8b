import Datasets
import Foundation
import Queries
import Tensors

/// How answers become labels, provisional labels and constraints.
extension Session {
  /// Asks the oracle everything that a query asks.
  func oracleReplies(to query: QueryRecord) throws -> [Reply] {
    let questions = query.questions ?? query.ids.map { _ in .label }
    let single = zip(query.ids, questions).filter { $1.asksForClass }.map(\.0)
    var labels = try oracle.answer(single)[...]
    return try zip(query.ids, questions).map { id, question in
      switch question {
      case .label, .representative: .label(labels.removeFirst())
      case .cluster(let members, let purity):
        try oracle.answer(cluster: members, purity: purity).map(Reply.label) ?? .mixed
      case .pair(let other): .same(try oracle.answer(pair: id, other))
      }
    }
  }

  /// Asks the oracle what a query asks, and opens the next round.
  public func label(_ query: QueryRecord) throws {
    try label(query, replies: oracleReplies(to: query), by: annotator)
  }

  /// Takes the answers that a user gives to a query, and opens the next round. A person's answers are
  /// on the disk when this returns, where the session has a place there; an answer that cannot be
  /// written is not taken.
  public func label(_ query: QueryRecord, replies: [Reply], by annotator: String) throws {
    try change(Activity("label", "\(replies.count)")) { draft in
      try take(replies, for: query, by: annotator, in: &draft)
      try close(with: query, in: &draft)
      if annotator == Self.user {
        try store?.append(draft.state, table: labelTable(of: draft.state))
      }
    }
  }

  /// Takes labels of images that nobody was asked for, and opens the next round.
  public func label(_ ids: [Int], as labels: [Int], by annotator: String) throws {
    let query = QueryRecord(
      ids: ids, scores: ids.map { _ in .nan }, scoreName: "given", strategy: nil)
    try label(query, replies: labels.map(Reply.label), by: annotator)
  }

  private func close(with query: QueryRecord, in draft: inout Contents) throws {
    try keepEarlier(in: &draft)
    draft.state.current.query = query
    draft.state.current.method = draft.method.named
    draft.state.current.strategy = draft.strategy.named
    draft.state.closedRounds.append(draft.state.current)
    openRound(draft.state.current.number + 1, in: &draft)
  }

  func openRound(_ number: Int, in draft: inout Contents) {
    draft.state.current = RoundRecord(
      number: number, labels: 0, fraction: 0, method: draft.method.named,
      strategy: draft.strategy.named)
    noteLearned(in: &draft)
  }

  /// The round records what there is to learn from now.
  func noteLearned(in draft: inout Contents) {
    let labels = draft.pool.entries.count
    draft.state.current.labels = labels
    draft.state.current.fraction = Double(labels) / Double(trainingIDs.count)
    draft.state.current.learned = LearnedFrom(draft.state, truth: dataset.labels)
  }

  /// Takes the labels that some of the images came with, where the user is to give the others.
  func recordGiven(in draft: inout Contents) throws {
    let given = dataset.given.filter {
      draft.pool.contains($0.key) && draft.pool.label(of: $0.key) == nil
    }.sorted { $0.key < $1.key }
    guard !given.isEmpty else { return }
    try record(given.map(\.value), for: given.map(\.key), by: Self.user, round: 0, in: &draft)
  }

  /// Takes labels of single images; either all of them or, where it throws, none.
  func record(
    _ labels: [Int], for ids: [Int], by annotator: String, round: Int, in draft: inout Contents
  ) throws {
    let classes = dataset.classNames.count
    if let unknown = labels.first(where: { !(0..<classes ~= $0) }) {
      throw Failure(
        "label", "no such class", expected: "\(indicesBelow: classes)", got: "\(index: unknown)",
        code: .outOfRange)
    }
    let now = Int(Date().timeIntervalSince1970)
    try draft.take(
      zip(ids, labels).map {
        Annotation(id: $0, label: $1, annotator: annotator, time: now, round: round)
      })
  }

  /// Takes the replies to a query; either all of them, or, on an error, none.
  ///
  /// Provisional labels are those of the last query that gives any: clusters, and neighbourhoods that
  /// are not kept, are formed anew each time. Followers that are kept have their label for good. A
  /// label of the image itself always counts more.
  private func take(
    _ replies: [Reply], for query: QueryRecord, by annotator: String, in draft: inout Contents
  ) throws {
    let questions = query.questions ?? query.ids.map { _ in .label }
    guard replies.count == query.ids.count, questions.count == query.ids.count else {
      throw Failure(
        "label", "not one answer for each question", expected: "\(query.ids.count)",
        got: "\(replies.count)")
    }
    var single: [(id: Int, label: Int)] = []
    var (inherited, kept) = ([Int: Int](), [Int: Int]())
    var pairs: [PairConstraint] = []
    for ((id, question), reply) in zip(zip(query.ids, questions), replies) {
      try requireKnown([id] + question.others)
      switch (question, reply) {
      case (.label, .label(let label)): single.append((id, label))
      case (.representative(let followers, let areKept), .label(let label)):
        single.append((id, label))
        for follower in followers {
          if areKept == true { kept[follower] = label } else { inherited[follower] = label }
        }
      case (.cluster(let members, _), .label(let label)):
        for member in members { inherited[member] = label }
      case (.cluster, .mixed): break
      case (.pair(let other), .same(let isSame)):
        pairs.append(PairConstraint(id, other, isSame: isSame))
      default:
        throw Failure(
          "label", "image \(index: id) was asked something else",
          expected: "\(question.expectation)")
      }
    }
    let classes = dataset.classNames.count
    if let unknown = (Array(inherited.values) + kept.values).first(where: { !(0..<classes ~= $0) })
    {
      throw Failure(
        "label", "no such class", expected: "\(indicesBelow: classes)", got: "\(index: unknown)",
        code: .outOfRange)
    }
    try record(
      single.map(\.label), for: single.map(\.id), by: annotator, round: draft.state.current.number,
      in: &draft)
    if questions.contains(where: \.isProvisional) { draft.state.provisional = inherited }
    draft.state.pseudoLabels.merge(kept) { $1 }
    draft.state.constraints += pairs
  }

  private func requireKnown(_ ids: [Int]) throws {
    let known = Set(trainingIDs)
    if let unknown = ids.first(where: { !known.contains($0) }) {
      throw Failure(
        "label", "no training image \(index: unknown)", expected: "ids of the query",
        code: .outOfRange)
    }
  }
}
