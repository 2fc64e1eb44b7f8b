import Tensors

/// Lloyd's iterations with bounds: a point is looked at again only where the movement of the centres
/// may have changed which is nearest.
///
/// `upper` is no less than the distance to a point's own centre, `lower` no more than that to any
/// other; both are moved by as much as centres move, and made exact again where they meet.
struct Lloyd {
  private let points: Tensor
  private let asked: AskedRows?
  private(set) var centres: Tensor
  private let spherical: Bool
  private var sums: ClusterSums
  private var bounds: HamerlyBounds
  /// Points that stay where they were put.
  private let clamped: [Bool]?

  private var clusters: Int { centres.shape[0] }

  /// - Parameter fixed: the cluster of points that stay there, by row.
  init(_ points: Tensor, centres: Tensor, spherical: Bool, fixed: [Int: Int] = [:]) throws {
    self.points = points
    asked = centres.shape[0] > NearestRows.few ? try AskedRows(points) : nil
    self.centres = centres
    self.spherical = spherical
    sums = ClusterSums(clusters: centres.shape[0], width: points.shape[1])
    bounds = HamerlyBounds(count: points.shape[0], width: points.shape[1])
    guard !fixed.isEmpty else {
      clamped = nil
      return
    }
    clamped = (0..<points.shape[0]).map { fixed[$0] != nil }
    for (row, cluster) in fixed { bounds.assignments[row] = Int32(cluster) }
    let rows = fixed.keys.sorted().map { Int32($0) }
    let clusters = rows.map { bounds.assignments[Int($0)] }
    try sums.move(rows, of: points, from: rows.map { _ in -1 }, to: clusters)
  }

  /// Iterates until nothing changes, shifts are within the tolerance, or `iterations` are done.
  mutating func run(
    iterations: Int, tolerance: Float, checkpoint: () throws -> Void
  ) throws -> Clustering {
    let least = tolerance > 0 ? Double(tolerance) * (try points.meanVarianceOfColumns()) : 0
    var converged = false
    var done = 0
    while done < iterations, !converged {
      try checkpoint()
      let changed = try assign(checkpoint)
      done += 1
      if !changed && done > 1 {
        converged = true
        break
      }
      try fillEmpty()
      let shifts = try sums.means(into: &centres, unit: spherical)
      bounds.move(by: shifts)
      let total = shifts.reduce(0) { $0 + Double($1) * Double($1) }
      converged = total <= least
    }
    _ = try assign(checkpoint)
    let distances = try points.squaredDistances(to: bounds.assignments, of: centres)
    return Clustering(
      centres: centres, assignments: bounds.assignments.map { Int($0) },
      squaredDistances: distances, iterations: done, converged: converged)
  }

  /// Puts every point to its nearest centre.
  /// - Returns: whether any changed.
  private mutating func assign(_ checkpoint: () throws -> Void) throws -> Bool {
    let searched = try NearestRows(centres, for: asked)
    guard clusters > 1 else { return try assignToOnly() }
    let halves = try searched.nearest(1, of: centres, excludingSelf: true).distances.map {
      0.5 * $0.squareRoot()
    }
    let doubtful = bounds.doubtful(halves: halves, except: clamped)
    let own = doubtful.map { bounds.assignments[Int($0)] }
    let known = try points.squaredDistances(
      rows: doubtful.filter { bounds.assignments[Int($0)] >= 0 }, to: own.filter { $0 >= 0 },
      of: centres)
    let open = bounds.tighten(doubtful, squares: known, halves: halves)
    let found = try searched.nearest(
      2, of: points, rows: open, guesses: bounds.guesses(open), checkpoint: checkpoint)
    let before = open.map { bounds.assignments[Int($0)] }
    bounds.set(open, found)
    var (rows, from, to) = ([Int32](), [Int32](), [Int32]())
    for (place, row) in open.enumerated() {
      let now = bounds.assignments[Int(row)]
      guard now != before[place] else { continue }
      rows.append(row)
      from.append(before[place])
      to.append(now)
    }
    try sums.move(rows, of: points, from: from, to: to)
    return !rows.isEmpty
  }

  /// With one cluster there is nothing to choose.
  private mutating func assignToOnly() throws -> Bool {
    let open = bounds.assignments.indices.filter { bounds.assignments[$0] < 0 }.map { Int32($0) }
    for row in open { bounds.assignments[Int(row)] = 0 }
    try sums.move(open, of: points, from: open.map { _ in -1 }, to: open.map { _ in 0 })
    return !open.isEmpty
  }

  /// Gives each cluster without points the farthest point that is free to go, and whose cluster has
  /// others.
  private mutating func fillEmpty() throws {
    let empty = sums.counts.indices.filter { sums.counts[$0] == 0 }
    guard !empty.isEmpty else { return }
    let distances = try points.squaredDistances(to: bounds.assignments, of: centres)
    let farthest = distances.indices.filter { clamped?[$0] != true }.sorted {
      distances[$0] != distances[$1] ? distances[$0] > distances[$1] : $0 < $1
    }
    var next = farthest.makeIterator()
    for cluster in empty {
      while let row = next.next() {
        let from = bounds.assignments[row]
        guard sums.counts[Int(from)] > 1, distances[row] > 0 else { continue }
        try sums.move([Int32(row)], of: points, from: [from], to: [Int32(cluster)])
        bounds.reassign(row, to: Int32(cluster))
        break
      }
    }
  }
}
