import Tensors

/// For each point an upper bound of the distance to its centre, and a lower one of that to any other.
///
/// Every step rounds upper bounds up and lower bounds down by more than float32 may be wrong, so that
/// a point is passed over only where its nearest centre is beyond doubt.
/// - Source: Hamerly 2010, "Making k-means even faster".
struct HamerlyBounds {
  /// −1 before the first assignment.
  var assignments: [Int32]
  /// Which was the second nearest when a point was last looked at.
  private var seconds: [Int32]
  private var upper: [Float]
  private var lower: [Float]
  private let up: Float
  private let down: Float

  /// - Parameter width: the number of features, on which the rounding of distances depends.
  init(count: Int, width: Int) {
    assignments = Array(repeating: -1, count: count)
    seconds = assignments
    upper = Array(repeating: .infinity, count: count)
    lower = Array(repeating: 0, count: count)
    // A sum of squares over `width` features in 64 lanes, a root, and what is added later.
    let relative = 2 * Float(width / 16 + 40) * 0x1p-24
    up = 1 + relative
    down = 1 - relative
  }

  /// Points whose bounds do not rule out another centre. `halves` are halves of the distance of each
  /// centre to its nearest other: closer than that, no other is nearer.
  func doubtful(halves: [Float], except clamped: [Bool]?) -> [Int32] {
    var rows: [Int32] = []
    for row in assignments.indices where clamped?[row] != true {
      let own = assignments[row]
      if own >= 0, upper[row] < max(lower[row], halves[Int(own)] * down) { continue }
      rows.append(Int32(row))
    }
    return rows
  }

  /// Makes the upper bounds of rows exact.
  /// - Parameter squares: of the rows that have a centre, in order.
  /// - Returns: those that are still in doubt.
  mutating func tighten(_ rows: [Int32], squares: [Float], halves: [Float]) -> [Int32] {
    var open: [Int32] = []
    var place = 0
    for row in rows.map({ Int($0) }) {
      let own = assignments[row]
      if own >= 0 {
        upper[row] = squares[place].squareRoot() * up
        place += 1
        if upper[row] < max(lower[row], halves[Int(own)] * down) { continue }
      }
      open.append(Int32(row))
    }
    return open
  }

  /// The two centres that were nearest to each of these rows; nil where one has none yet.
  func guesses(_ rows: [Int32]) -> [Int32]? {
    var guesses: [Int32] = []
    guesses.reserveCapacity(2 * rows.count)
    for row in rows.lazy.map({ Int($0) }) {
      guard assignments[row] >= 0, seconds[row] >= 0 else { return nil }
      guesses.append(assignments[row])
      guesses.append(seconds[row])
    }
    return guesses
  }

  /// Takes over the nearest and the second nearest centre of rows.
  mutating func set(_ rows: [Int32], _ found: NearestRows.Found) {
    for (place, row) in rows.enumerated() {
      assignments[Int(row)] = found.indices[2 * place]
      seconds[Int(row)] = found.indices[2 * place + 1]
      upper[Int(row)] = found.distances[2 * place].squareRoot() * up
      lower[Int(row)] = found.distances[2 * place + 1].squareRoot() * down
    }
  }

  /// Puts a point elsewhere, about whose distances nothing is known then.
  mutating func reassign(_ row: Int, to cluster: Int32) {
    seconds[row] = assignments[row]
    assignments[row] = cluster
    upper[row] = .infinity
    lower[row] = 0
  }

  /// Loosens the bounds after each centre went so far.
  mutating func move(by shifts: [Float]) {
    var (most, second, where_) = (Float(0), Float(0), -1)
    for (cluster, shift) in shifts.enumerated() {
      if shift > most {
        (most, second, where_) = (shift, most, cluster)
      } else if shift > second {
        second = shift
      }
    }
    for row in assignments.indices {
      let own = Int(assignments[row])
      guard own >= 0 else { continue }
      upper[row] = (upper[row] + shifts[own] * up) * (1 + 0x1p-22)
      let other = own == where_ ? second : most
      lower[row] = (lower[row] - other * up) - (lower[row] + other) * 0x1p-22
    }
  }
}
