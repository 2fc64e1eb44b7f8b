import Glibc
import Tensors

/// k-means++: rows far from each other, each drawn with a probability proportional to the squared
/// distance to those before.
///
/// Draws go by row: sort a pool (say, by id) before to make the answer independent of its order.
/// - Source: Arthur & Vassilvitskii 2007; local trials as in scikit-learn.
public struct KMeansPlusPlus {
  /// Of how many draws the best counts, that is, the one which leaves the least sum of distances;
  /// nil: 2 + ln count, as in scikit-learn.
  public var trials: Int?

  public init(trials: Int? = nil) { self.trials = trials }

  /// The first row is drawn uniformly, or is `first`. Where fewer rows differ than are asked for, the
  /// rest are the lowest rows not chosen yet.
  /// - Shape: [n × features] → `count` different rows.
  /// - Throws: `Failure` where there are fewer rows than that.
  public func seeds(
    _ count: Int, of points: Tensor, first: Int? = nil, using rng: inout Random,
    checkpoint: () throws -> Void = {}
  ) throws -> [Int] {
    let points = try Features.checked("k-means++", points, named: "points")
    return try choose(
      count, .plain(points), points.shape[0], after: first.map { [$0] } ?? [], &rng, checkpoint
    )
  }

  /// The same for rows left_i ⊗ right_i, the flattened outer products of the rows of two matrices,
  /// such as gradients of a last layer. They are never made: memory is O(n), time O(n · (a + b)) each.
  /// - Shape: [n × a] and [n × b] → `count` different rows.
  public func factored(
    left: Tensor, right: Tensor, count: Int, first: Int? = nil, using rng: inout Random,
    checkpoint: () throws -> Void = {}
  ) throws -> [Int] {
    let left = try Features.checked("k-means++", left, named: "left factors")
    let right = try Features.checked("k-means++", right, named: "right factors")
    guard left.shape[0] == right.shape[0] else {
      throw Failure(
        "k-means++", "the factors have different numbers of rows", expected: "\(left.shape[0])",
        got: "\(right.shape[0])")
    }
    return try choose(
      count, .outer(left, right), left.shape[0], after: first.map { [$0] } ?? [], &rng, checkpoint)
  }

  /// The same for points that were checked before.
  func seeds(
    _ count: Int, ofChecked points: Tensor, using rng: inout Random, checkpoint: () throws -> Void
  ) throws -> [Int] {
    try choose(count, .plain(points), points.shape[0], after: [], &rng, checkpoint)
  }

  /// `count` further rows, far from the first `known` ones, which are chosen already.
  func seeds(
    _ count: Int, of points: Tensor, after known: Int, using rng: inout Random,
    checkpoint: () throws -> Void
  ) throws -> [Int] {
    let all = try choose(
      count + known, .plain(points), points.shape[0], after: Array(0..<known), &rng, checkpoint)
    return Array(all.dropFirst(known))
  }

  private func choose(
    _ count: Int, _ rows: SeedDistances.Rows, _ n: Int, after first: [Int], _ rng: inout Random,
    _ checkpoint: () throws -> Void
  ) throws -> [Int] {
    try Features.check("k-means++", "rows", count, in: 0...n)
    if let trials { try Features.check("k-means++", "trials", trials, in: 1...1000) }
    if let wrong = first.first(where: { !(0..<n ~= $0) }) {
      throw Failure(
        "k-means++", "no such row", expected: "\(indicesBelow: n)", got: "\(index: wrong)",
        code: .outOfRange)
    }
    guard count > 0 else { return [] }
    let trials = trials ?? 2 + Int(log(Double(count)))
    var distances = try SeedDistances(rows)
    var chosen: [Int] = []
    for row in first.isEmpty ? [rng.int(below: n)] : first {
      chosen.append(distances.add(bestOf: [row]))
    }
    while chosen.count < count, distances.potential > 0 {
      try checkpoint()
      let potential = distances.potential
      let draws = (0..<trials).map { _ in
        distances.row(at: potential * Double(rng.next() >> 11) * 0x1p-53)
      }
      chosen.append(distances.add(bestOf: draws))
    }
    if chosen.count < count {
      let taken = Set(chosen)
      chosen += (0..<n).lazy.filter { !taken.contains($0) }.prefix(count - chosen.count)
    }
    return chosen
  }
}
