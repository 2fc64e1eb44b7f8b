import CKernels

extension Tensor {
  /// The largest magnitude; not a number where an element is none, or infinite.
  package func largestMagnitude() throws -> Float {
    let x = try plain()
    return unsafe ck_largest_magnitude(x.storage.pointer, Int64(count))
  }

  /// ‖x_row − c_to‖² of pairs, summed directly.
  /// - Shape: [n × d], centres [k × d]; `rows` numbers as many rows as `to` does centres, nil for all.
  package func squaredDistances(
    rows: [Int32]? = nil, to targets: [Int32], of centres: Tensor
  ) throws -> [Float] {
    let (x, c) = try (detached().plain(), centres.detached().plain())
    return unsafe [Float](unsafeUninitializedCapacity: targets.count) { buffer, filled in
      filled = targets.count
      guard let out = buffer.baseAddress else { return }
      func run(_ which: UnsafePointer<Int32>?) {
        unsafe ck_distances_to(
          x.storage.pointer, which, c.storage.pointer, targets, out, Int64(targets.count),
          Int64(shape[1]))
      }
      guard let rows else { return run(nil) }
      unsafe rows.withUnsafeBufferPointer { unsafe run($0.baseAddress) }
    }
  }
}

/// Sums of the rows of each cluster, in double precision, kept up to date as rows change clusters.
package struct ClusterSums {
  private var sums: [Double]
  package private(set) var counts: [Int64]
  private let width: Int

  package init(clusters: Int, width: Int) {
    sums = Array(repeating: 0, count: clusters * width)
    counts = Array(repeating: 0, count: clusters)
    self.width = width
  }

  /// Row rows[i] of `points` leaves cluster from[i] and joins to[i]; −1 for none.
  package mutating func move(_ rows: [Int32], of points: Tensor, from: [Int32], to: [Int32]) throws
  {
    let x = try points.detached().plain()
    for i in rows.indices {
      if from[i] >= 0 { counts[Int(from[i])] -= 1 }
      if to[i] >= 0 { counts[Int(to[i])] += 1 }
    }
    unsafe ck_move_rows(
      x.storage.pointer, rows, from, to, Int64(rows.count), Int64(width), &sums)
  }

  /// Moves each centre to the mean of its rows, onto the unit sphere with `unit`.
  /// - Returns: how far each went.
  package func means(into centres: inout Tensor, unit: Bool) throws -> [Float] {
    try centres.makeWritable()
    var shifts = [Float](repeating: 0, count: counts.count)
    unsafe ck_means(
      sums, counts, unit, Int64(counts.count), Int64(width), centres.storage.pointer, &shifts)
    return shifts
  }
}

/// Distances to the nearest of centres that are chosen one after the other, for k-means++.
package struct SeedDistances {
  /// What rows are: given, or outer products of rows of two matrices.
  package enum Rows {
    case plain(Tensor)
    case outer(Tensor, Tensor)
  }

  private static let piece = Int(CK_SEED_PIECE)
  private let rows: Rows
  package let count: Int
  /// Squared distance of each row to the nearest centre so far.
  package private(set) var nearest: [Float]
  private var pieceSums: [Double] = []

  package init(_ rows: Rows) throws {
    switch rows {
    case .plain(let x):
      self.rows = .plain(try x.detached().plain())
      count = x.shape[0]
    case .outer(let left, let right):
      self.rows = try .outer(left.detached().plain(), right.detached().plain())
      count = left.shape[0]
    }
    nearest = Array(repeating: .greatestFiniteMagnitude, count: count)
  }

  /// Takes in the candidate after which the sum of distances is least, ties to the first.
  /// - Returns: which of them.
  package mutating func add(bestOf candidates: [Int]) -> Int {
    let pieces = (count + SeedDistances.piece - 1) / SeedDistances.piece
    var d = [Float](repeating: 0, count: count * candidates.count)
    var sums = [Double](repeating: 0, count: pieces * candidates.count)
    let numbers = candidates.map(Int64.init)
    switch rows {
    case .plain(let x):
      unsafe ck_seed_distances(
        x.storage.pointer, Int64(count), Int64(x.shape[1]), numbers, Int64(numbers.count), nearest,
        &d, &sums)
    case .outer(let left, let right):
      unsafe ck_seed_factored(
        left.storage.pointer, right.storage.pointer, Int64(count), Int64(left.shape[1]),
        Int64(right.shape[1]), numbers, Int64(numbers.count), nearest, &d, &sums)
    }
    var (best, least) = (0, Double.infinity)
    for t in candidates.indices {
      let total = sums[t * pieces..<(t + 1) * pieces].reduce(0, +)
      if total < least { (best, least) = (t, total) }
    }
    nearest = candidates.count == 1 ? d : Array(d[best * count..<(best + 1) * count])
    pieceSums = Array(sums[best * pieces..<(best + 1) * pieces])
    return candidates[best]
  }

  /// The sum of all distances.
  package var potential: Double { pieceSums.reduce(0, +) }

  /// The row at which the running sum of distances passes `target`; never one of distance 0 unless
  /// all are.
  package func row(at target: Double) -> Int {
    var rest = target
    var piece = 0
    while piece < pieceSums.count - 1, rest >= pieceSums[piece] {
      rest -= pieceSums[piece]
      piece += 1
    }
    let size = SeedDistances.piece
    var last = nil as Int?
    for row in piece * size..<min(count, (piece + 1) * size) where nearest[row] > 0 {
      last = row
      rest -= Double(nearest[row])
      if rest < 0 { return row }
    }
    // Rounding may leave a little at the end.
    return last ?? nearest.indices.last { nearest[$0] > 0 } ?? 0
  }
}

/// Squared distances to the nearest of picks that grow in number, brought up to date by row.
package struct PickDistances {
  private let points: Tensor
  private var picks: [Int32] = []
  private var seen: [Int32]
  package private(set) var nearest: [Float]

  package init(_ points: Tensor, nearest: [Float]) throws {
    self.points = try points.detached().plain()
    self.nearest = nearest
    seen = Array(repeating: 0, count: nearest.count)
  }

  package mutating func pick(_ row: Int) { picks.append(Int32(row)) }

  /// Whether the distance of a row takes every pick into account.
  package func isCurrent(_ row: Int) -> Bool { seen[row] == picks.count }

  /// Takes every pick into account for these rows.
  package mutating func refresh(_ rows: [Int32]) {
    unsafe ck_refresh(
      points.storage.pointer, Int64(points.shape[1]), rows, Int64(rows.count), picks,
      Int64(picks.count), &seen, &nearest)
  }
}
