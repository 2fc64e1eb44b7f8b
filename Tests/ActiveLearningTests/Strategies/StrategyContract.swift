import ActiveLearning
import Tensors

/// What every strategy promises, as a list of the promises that one breaks.
///
/// A value rather than assertions, so that the contract itself can be tried on wrong strategies.
struct StrategyContract {
  let strategy: any Strategy
  /// Whether each choice trains convolutional networks: then fewer are asked for.
  var isCostly = false

  /// The broken promises; empty for a sound strategy.
  func violations() throws -> [String] {
    var found: [String] = []
    for pool in try ContractPool.all() {
      for round in isCostly ? [1] : [1, 3] {
        for hasLabels in [true, false] where hasLabels || !strategy.needs.contains(.labels) {
          let n = pool.query(hasLabels: hasLabels).candidates.count
          for count in isCostly ? [0, 5, n] : [0, 1, 5, n] {
            let place =
              "\(pool.name), \(hasLabels ? "" : "nothing labelled, ")round \(round), count \(count)"
            found += try broken(pool, hasLabels, round, count).map { "\(place): \($0)" }
          }
        }
      }
    }
    return try found + refusals()
  }

  private func broken(
    _ pool: ContractPool, _ hasLabels: Bool, _ round: Int, _ count: Int
  ) throws -> [String] {
    let query = pool.query(hasLabels: hasLabels, round: round)
    let first: Selection
    do {
      first = try ask(query, count)
    } catch {
      return ["throws \(error)"]
    }
    var found = Self.mistakes(of: first, to: query, count: count)
    if let scoring = strategy as? any ScoringStrategy {
      found += try Self.mistakes(of: scoring, query, first)
    }
    if first != (try ask(pool.query(hasLabels: hasLabels, round: round), count)) {
      found.append("same seed, other answer")
    }
    let ids = query.candidates
    let turned = Array(ids[3...] + ids[..<3])
    for order in isCostly ? [turned] : [turned, ids.reversed()] {
      let other = try ask(
        pool.query(candidates: order, hasLabels: hasLabels, round: round), count)
      if other != first { found.append("depends on the order of the pool") }
    }
    return found
  }

  /// One score for each candidate, of which a choice is the highest.
  private static func mistakes(
    of scoring: any ScoringStrategy, _ query: Query, _ chosen: Selection
  ) throws -> [String] {
    var rng = Random(seed: 1, stream: "strategy")
    let scores = try scoring.scores(of: query, using: &rng)
    guard scores.values.count == query.candidates.count else { return ["not a score each"] }
    var found: [String] = []
    if !scores.values.allSatisfy(\.isFinite) { found.append("a score is not finite") }
    let best = zip(query.candidates, scores.values).sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    if best.prefix(chosen.ids.count).map(\.0) != chosen.ids {
      found.append("does not choose the highest scores")
    }
    return found
  }

  private static func mistakes(of selection: Selection, to query: Query, count: Int) -> [String] {
    var found: [String] = []
    let (ids, scores, questions) = (selection.ids, selection.scores, selection.questions)
    if ids.count != count || scores.count != count { found.append("gives \(ids.count)") }
    if Set(ids).count != ids.count { found.append("repeats an id") }
    if !Set(ids).isSubset(of: query.candidates) { found.append("invents an id") }
    if !scores.allSatisfy(\.isFinite) { found.append("a score is not finite") }
    if selection.scoreName.isEmpty { found.append("does not say what its scores are") }
    if !questions.isEmpty, questions.count != ids.count { found.append("not a question each") }
    let known = Set(query.candidates)
    for (id, question) in zip(ids, questions) {
      if !known.isSuperset(of: question.others) { found.append("asks about an unknown image") }
      if Set(question.others).count != question.others.count {
        found.append("asks twice about one")
      }
      switch question {
      case .label: break
      case .representative(let followers, _):
        if followers.contains(where: ids.contains) { found.append("asks for a follower, too") }
      case .cluster(let members, _):
        if !members.contains(id) { found.append("asks about a cluster by an image outside it") }
      case .pair(let other): if other == id { found.append("compares an image with itself") }
      }
    }
    return found
  }

  /// What must be refused with one line, or answered right all the same.
  private func refusals() throws -> [String] {
    var found: [String] = []
    let pool = try ContractPool.all()[0]
    let n = pool.candidates.count
    for count in [-1, n + 1] where refusal({ try choose(pool.query(), count) }) == nil {
      found.append("count \(count) of \(n) is not refused")
    }
    if strategy.needs.contains(.labels) {
      let line = refusal { try choose(pool.query(hasLabels: false), 1) }
      if line?.contains("labelled") != true { found.append("no labels: not refused") }
    }
    let poison = pool.candidates[0]
    do {
      let selection = try choose(pool.query(poison: poison), n - 1)
      // What looks at nothing cannot know.
      if selection.ids.contains(poison), !strategy.needs.isEmpty {
        found.append("asks for NaN")
      }
    } catch let failure as Failure {
      if "\(failure)".contains("\n") { found.append("complains in several lines") }
    }
    if strategy.needs.isEmpty { return found }
    let empty = Query(candidates: pool.candidates, labelled: pool.labelled, classes: pool.classes)
    if refusal({ try choose(empty, 1) }) == nil { found.append("nothing given: not refused") }
    return found
  }

  private func ask(_ query: Query, _ count: Int) throws -> Selection {
    var rng = Random(seed: 1, stream: "strategy")
    return try strategy.select(query, count: count, using: &rng)
  }

  private func choose(_ query: Query, _ count: Int) throws -> Selection {
    var rng = Random(seed: 1, stream: "strategy")
    return try strategy.choose(query, count: count, using: &rng)
  }

  private func refusal(_ body: () throws -> Selection) -> String? {
    do {
      _ = try body()
      return nil
    } catch {
      let line = "\(error)"
      return line.contains("\n") ? nil : line
    }
  }
}
