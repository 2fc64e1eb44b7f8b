import ActiveLearning
import Tensors

/// What every strategy promises, as a list of the promises that one breaks.
///
/// A value rather than assertions, so that the contract itself can be tried on wrong strategies.
struct StrategyContract {
  let strategy: any Strategy

  /// Pools that have caught strategies before: random rows, duplicates, certain rows with exact
  /// zeros, and one class.
  static func pools(count: Int = 12, classes: Int = 4) throws -> [(name: String, p: Tensor)] {
    var rng = Random(seed: 7, stream: "contract")
    var random: [Float] = []
    for _ in 0..<count {
      let row = (0..<classes).map { _ in rng.uniform() + 0.01 }
      let sum = row.reduce(0, +)
      random += row.map { $0 / sum }
    }
    let certain = (0..<count).flatMap { row in
      (0..<classes).map { $0 == row % classes ? Float(1) : 0 }
    }
    let same = Array(repeating: 1 / Float(classes), count: count * classes)
    return [
      ("random", try Tensor(random, shape: [count, classes])),
      ("certain", try Tensor(certain, shape: [count, classes])),
      ("identical", try Tensor(same, shape: [count, classes])),
      ("one class", try Tensor(repeating: 1, shape: [count, 1])),
    ]
  }

  /// The broken promises; empty for a sound strategy.
  func violations() throws -> [String] {
    var found: [String] = []
    for (name, p) in try Self.pools() {
      let n = p.shape[0]
      // Global ids, far from being row numbers.
      let ids = (0..<n).map { 100 + 7 * $0 }
      for count in [0, 1, 5, n] {
        let first = try? ask(p, ids, count)
        guard let first else {
          found.append("\(name): count \(count) throws")
          continue
        }
        if first.ids.count != count || first.scores.count != count {
          found.append("\(name): count \(count) gives \(first.ids.count)")
        }
        if Set(first.ids).count != first.ids.count { found.append("\(name): repeats an id") }
        if !Set(first.ids).isSubset(of: ids) { found.append("\(name): invents an id") }
        if first.scores.contains(where: \.isNaN) { found.append("\(name): a score is NaN") }
        if first != (try ask(p, ids, count)) { found.append("\(name): same seed, other answer") }
        if Set(first.ids) != Set(try askReversed(p, ids, count).ids) {
          found.append("\(name): depends on the order of the pool")
        }
      }
    }
    return found
  }

  private func ask(_ p: Tensor, _ ids: [Int], _ count: Int) throws -> Selection {
    var rng = Random(seed: 1, stream: "strategy")
    let query = Query(
      candidates: ids, classes: p.shape[1], probabilities: { _ in p }, embeddings: { _ in p })
    return try strategy.select(query, count: count, using: &rng)
  }

  private func askReversed(_ p: Tensor, _ ids: [Int], _ count: Int) throws -> Selection {
    try ask(p.gather(rows: Array((0..<ids.count).reversed())), ids.reversed(), count)
  }
}
