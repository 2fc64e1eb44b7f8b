import ActiveLearning
import LuaHost
import Tensors

/// Ids and classes as a user gives them by hand: checked in the user's own counting, from 1 on.
enum Answers {
  /// Classes by number from 1 on, or by name; where something else is asked, true or false.
  /// - Throws: a `Failure` that names what is no answer to its question.
  static func replies(
    _ values: [Value], to query: QueryRecord, of dataset: Dataset
  ) throws -> [Reply] {
    let names = dataset.classNames
    return try values.enumerated().map { index, value in
      let question = query.questions.flatMap { $0.indices ~= index ? $0[index] : nil } ?? .label
      switch (question, value) {
      case (.pair, .boolean(let isSame)): return .same(isSame)
      case (.cluster, .boolean(false)): return .mixed
      case (_, .string(let name)):
        guard let index = names.firstIndex(of: name) else {
          throw UnknownName.failure("session:label", "class", name, known: names)
        }
        return .label(index)
      default:
        if let index = value.index(in: names.count) { return .label(index) }
        throw Failure(
          "session:label", "no such class",
          expected: "a name, or 1 ('\(names.first ?? "")') to \(names.count)",
          got: value.kindDescription)
      }
    }
  }

  /// - Throws: a `Failure` for an id that no image has.
  static func check(_ ids: [Int], of dataset: Dataset) throws {
    if let unknown = ids.first(where: { !(0..<dataset.images.count ~= $0) }) {
      throw Failure(
        dataset.name, "no image \(index: unknown)",
        expected: "an id of \(indicesBelow: dataset.images.count)", code: .outOfRange)
    }
  }

  /// - Throws: a `Failure` for an id that cannot be labelled, and says why.
  static func check(_ ids: [Int], in session: Session) throws {
    for id in ids {
      if let label = session.pool.label(of: id) {
        throw Failure(
          "session:label",
          "image \(id + 1) has a label already: '\(session.dataset.classNames[label])'")
      }
      guard session.pool.contains(id) else {
        throw Failure("session:label", "image \(id + 1) is not in the pool of training images")
      }
    }
    if Set(ids).count < ids.count {
      throw Failure("session:label", "an image is named twice")
    }
  }
}
