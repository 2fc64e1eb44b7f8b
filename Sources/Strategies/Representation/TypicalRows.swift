import Geometry
import Tensors

/// The most typical of some rows, again and again, each time among those that are left.
///
/// Distances to the nearest of fewer rows can only grow, so a typicality that was right before is no
/// less than it is now: a row is looked at again only where it may be the best. So further choices
/// take few of the pairs that the first one takes.
struct TypicalRows {
  /// Rows that are left, ascending.
  private var rows: [Int]
  private let points: Tensor
  /// The most neighbours that count.
  private let most: Int
  /// How many counted when everything was computed; nil before that.
  private var neighbours: Int?
  /// Of each row no less than its typicality, and whether it is its typicality.
  private var bounds: [Float] = []
  private var isExact: [Bool] = []

  /// - Parameter rows: of `points`, ascending.
  init(_ rows: [Int], of points: Tensor, neighbours: Int) {
    (self.rows, self.points, most) = (rows, points, neighbours)
  }

  var isEmpty: Bool { rows.isEmpty }

  /// Takes out the most typical row, ties to the lowest; nil where none is left.
  mutating func next(
    checkpoint: () throws -> Void
  ) throws -> (row: Int, typicality: Float)? {
    guard !rows.isEmpty else { return nil }
    let count = min(most, rows.count / 2)
    if neighbours != count {
      // Fewer neighbours bring all nearer.
      bounds = try TypiClust.typicality(
        of: points.gather(rows: rows), neighbours: count, checkpoint: checkpoint)
      isExact = bounds.map { _ in true }
      neighbours = count
    }
    var place = best()
    var left: Tensor?
    while !isExact[place] {
      try checkpoint()
      let all = try left ?? points.gather(rows: rows)
      left = all
      // The nearest of all is the row itself.
      let table = try Neighbours.nearest(
        count + 1, of: all.rows(place..<place + 1), among: all, checkpoint: checkpoint)
      bounds[place] = TypiClust.typicality(of: table.distances.dropFirst())
      isExact[place] = true
      place = best()
    }
    let chosen = (rows.remove(at: place), bounds.remove(at: place))
    isExact = rows.map { _ in count == 0 }
    return chosen
  }

  private func best() -> Int {
    var best = 0
    for place in bounds.indices where bounds[place] > bounds[best] { best = place }
    return best
  }
}
