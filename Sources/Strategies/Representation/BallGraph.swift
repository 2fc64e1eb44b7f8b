import Queries
import Tensors

/// For each row of a matrix, the rows that are nearer than a radius, itself among them.
struct BallGraph {
  private let starts: [Int]
  private let columns: [Int32]

  var count: Int { starts.count - 1 }

  subscript(row: Int) -> ArraySlice<Int32> { columns[starts[row]..<starts[row + 1]] }

  /// - Complexity: O(n² · features) time; memory of one number for each pair that is near.
  /// - Throws: a `Failure` where the pairs would not fit into memory: before it starts, as far as a
  ///   thousand rows tell how many they will be.
  init(_ points: Tensor, radius: Float, checkpoint: () throws -> Void) throws {
    let n = points.shape[0]
    let limit = radius * radius
    let expected = try Self.expectedPairs(points, limit, checkpoint)
    guard expected * 8 < Memory.free else {
      throw Failure(
        "probcover",
        "would need some \(Memory.text(8 * expected)) of memory: too many images are near "
          + "each other",
        expected: "a smaller delta, or a sub-pool",
        got: "\(Int(expected / Double(n))) neighbours of each of \(n) images")
    }
    var (starts, columns) = ([0], [Int32]())
    try Self.chunks(of: Array(0..<n), in: points, checkpoint: checkpoint) { first, rows, squares in
      for row in 0..<rows {
        let own = squares.extracting(row * n..<(row + 1) * n)
        for other in 0..<n where own[other] < limit || other == first + row {
          columns.append(Int32(truncatingIfNeeded: other))
        }
        starts.append(columns.count)
      }
      // An array that grows needs its size twice.
      guard Double(columns.count) * 8 < Memory.free else {
        throw Failure(
          "probcover", "too many images are near each other",
          expected: "a smaller delta, or a sub-pool",
          got: "\(columns.count) pairs for \(starts.count - 1) of \(n) images")
      }
    }
    (self.starts, self.columns) = (starts, columns)
  }

  /// How many pairs are near, from a thousand rows that lie evenly in the pool.
  private static func expectedPairs(
    _ points: Tensor, _ limit: Float, _ checkpoint: () throws -> Void
  ) throws -> Double {
    let n = points.shape[0]
    // A small pool fits whatever is near: 800 MB at most.
    guard n > 10_000 else { return Double(n) }
    let asked = Array(stride(from: 0, to: n, by: n / 1000))
    var near = 0
    try chunks(of: asked, in: points, checkpoint: checkpoint) { _, rows, squares in
      for place in 0..<rows * n where squares[place] < limit { near += 1 }
    }
    return Double(near) / Double(asked.count) * Double(n)
  }

  /// Squared distances of some rows to all, a few rows at a time.
  /// - Parameter body: takes the place of the first of them in `rows`, how many they are, and their
  ///   distances, [count × n].
  static func chunks(
    of rows: [Int], in points: Tensor, checkpoint: () throws -> Void,
    _ body: (_ first: Int, _ count: Int, _ squares: Span<Float>) throws -> Void
  ) throws {
    let size = max(1, 8_000_000 / points.shape[0])
    for first in stride(from: 0, to: rows.count, by: size) {
      try checkpoint()
      let part = Array(rows[first..<min(first + size, rows.count)])
      let squares = try points.gather(rows: part).squaredDistances(to: points)
      try squares.withValues { try body(first, part.count, $0) }
    }
  }
}
