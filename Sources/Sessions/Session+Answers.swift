import Datasets
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

  /// Takes the replies to a query; either all of them, or, on an error, none.
  ///
  /// Provisional labels are those of the last query that gives any: clusters and neighbourhoods are
  /// formed anew each time. A label of the image itself always counts more.
  func take(_ replies: [Reply], for query: QueryRecord, by annotator: String) throws {
    let questions = query.questions ?? query.ids.map { _ in .label }
    guard replies.count == query.ids.count, questions.count == query.ids.count else {
      throw Failure(
        "label", "not one answer for each question", expected: "\(query.ids.count)",
        got: "\(replies.count)")
    }
    var single: [(id: Int, label: Int)] = []
    var inherited: [Int: Int] = [:]
    var pairs: [PairConstraint] = []
    for ((id, question), reply) in zip(zip(query.ids, questions), replies) {
      try requireKnown([id] + question.others)
      switch (question, reply) {
      case (.label, .label(let label)): single.append((id, label))
      case (.representative(let followers), .label(let label)):
        single.append((id, label))
        for follower in followers { inherited[follower] = label }
      case (.cluster(let members, _), .label(let label)):
        for member in members { inherited[member] = label }
      case (.cluster, .mixed): break
      case (.pair(let other), .same(let isSame)):
        pairs.append(PairConstraint(id, other, isSame: isSame))
      default:
        throw Failure(
          "label", "image \(id + 1) was asked something else", expected: question.expectation)
      }
    }
    let classes = dataset.classNames.count
    if let stranger = inherited.values.first(where: { !(0..<classes ~= $0) }) {
      throw Failure("label", "no such class", expected: "0 to \(classes - 1)", got: "\(stranger)")
    }
    try record(single.map(\.label), for: single.map(\.id), by: annotator, round: current.number)
    if questions.contains(where: \.spreads) { provisional = inherited }
    constraints += pairs
  }

  private func requireKnown(_ ids: [Int]) throws {
    let known = Set(trainingIDs)
    if let stranger = ids.first(where: { !known.contains($0) }) {
      throw Failure("label", "no training image \(stranger + 1)", expected: "ids of the query")
    }
  }
}
