import Queries
import Tensors

/// The whole pool in an order of its own, of which each round looks at a window: the common part of
/// CDD and PT4AL.
package struct WindowedOrder {
  /// Where windows lie.
  package enum Ranges: String, CaseIterable, Sendable {
    /// Li et al. 2023, Eq. 6: block after block, each widened on both sides.
    case paper
    /// As in the code of that paper, whose middle windows lie one block further on.
    case code
  }

  /// What is asked for before anything is labelled.
  enum Opening {
    /// The first images of the order, wherever a narrow first window begins.
    case first
    /// Images spread evenly over the first window.
    case spread
  }

  /// How the order is cut up.
  package struct Windows: Sendable {
    /// Rounds that the pool is cut for.
    package var rounds: Int
    /// Images of one block; nil: the pool's size divided by the rounds.
    package var block: Int?
    /// Width of a window in blocks.
    package var beta = 1.0
    package var ranges = Ranges.paper

    package init(rounds: Int, block: Int? = nil, beta: Double = 1, ranges: Ranges = .paper) {
      self.rounds = rounds
      self.block = block
      self.beta = beta
      self.ranges = ranges
    }

    /// The window of a cycle, counted from 0, of a pool of `count` images.
    ///
    /// Cycles after the last have the last one's window. What is not whole is rounded up in the
    /// paper's ranges and cut off in the code's.
    package func window(_ cycle: Int, of count: Int) -> Range<Int> {
      let cycle = min(cycle, rounds - 1)
      let (start, end): (Double, Double)
      switch ranges {
      case .paper:
        let size = block.map(Double.init) ?? Double(count) / Double(rounds)
        let overlap = (beta - 1) / 2
        start = ((Double(cycle) - overlap) * size - 1e-6).rounded(.up)
        end = ((Double(cycle) + 1 + overlap) * size - 1e-6).rounded(.up)
      case .code:
        let size = Double(block ?? count / rounds)
        if cycle == 0 {
          (start, end) = (0, (beta * size + 1e-6).rounded(.down))
        } else if cycle == rounds - 1 {
          (start, end) = ((Double(count) - beta * size + 1e-6).rounded(.down), Double(count))
        } else {
          let overlap = (beta - 1) / 2 * size
          start = (Double(cycle + 1) * size - overlap + 1e-6).rounded(.down)
          end = (Double(cycle + 2) * size + overlap + 1e-6).rounded(.down)
        }
      }
      let limits = 0...Double(count)
      let low = min(max(start, limits.lowerBound), limits.upperBound)
      let high = min(max(end, low), limits.upperBound)
      return Int(low)..<Int(high)
    }
  }

  /// Everything of the pool, labelled or not, in order.
  let ids: [Int]
  /// Why, one for each id.
  let keys: [Float]
  /// What the keys are.
  let keyName: String
  let windows: Windows

  /// The unlabelled images of a window; where they are fewer than `count`, the window grows by an
  /// image on either side until they are enough.
  func members(of window: Range<Int>, unlabelled: Set<Int>, atLeast count: Int) -> [Int] {
    var found = ids[window].filter(unlabelled.contains)
    var (low, high) = (window.lowerBound, window.upperBound)
    while found.count < count, low > 0 || high < ids.count {
      if high < ids.count {
        if unlabelled.contains(ids[high]) { found.append(ids[high]) }
        high += 1
      }
      if low > 0, found.count < count {
        low -= 1
        if unlabelled.contains(ids[low]) { found.append(ids[low]) }
      }
    }
    return found
  }

  /// Before anything is labelled, the opening; then what `sampler` chooses of the round's window.
  func select(
    _ query: Query, count: Int, opening: Opening, sampler: any Strategy, using rng: inout Random
  ) throws -> Selection {
    let window = windows.window(query.round - 1, of: ids.count)
    let members = members(
      of: window, unlabelled: Set(query.candidates), atLeast: count)
    guard query.labelled.isEmpty else {
      return try sampler.choose(query.subpool(members), count: count, using: &rng)
    }
    let chosen: [Int]
    switch opening {
    case .first:
      let open = Set(query.candidates)
      chosen = Array(ids.lazy.filter(open.contains).prefix(count))
    case .spread: chosen = (0..<count).map { members[$0 * members.count / max(count, 1)] }
    }
    let scores = Dictionary(uniqueKeysWithValues: zip(ids, keys))
    return Selection(
      ids: chosen, scores: chosen.map { scores[$0] ?? 0 }, scoreName: keyName)
  }
}
