import CKernels

/// Sums of Euclidean distances from rows to the points of each cluster, with room for a piece of all
/// pairs at a time.
package struct ClusterDistances {
  private let points: Tensor
  private let squares: Tensor
  private let starts: [Int64]

  /// - Parameters:
  ///   - points: [n × d], cluster after cluster; near the origin, as lengths cancel less there.
  ///   - sizes: how many points each cluster has.
  package init(_ points: Tensor, sizes: [Int]) throws {
    self.points = try points.detached().plain()
    squares = try self.points.squared().sum(axis: 1)
    starts = sizes.reduce(into: [0]) { $0.append(($0.last ?? 0) + Int64($1)) }
  }

  /// Rows that can be asked for at once.
  package var chunk: Int { max(1, (1 << 23) / max(1, points.shape[0])) }

  /// Sums for a run of the points: row after row, one number for each cluster.
  package func sums(of range: Range<Int>) throws -> [Double] {
    let (n, clusters) = (points.shape[0], starts.count - 1)
    let x = try points.rows(range)
    let products = try Tensor.product(x, false, points, true)
    let rows = try squares.rows(range)
    var sums = [Double](repeating: 0, count: range.count * clusters)
    unsafe ck_cluster_distances(
      x.storage.pointer, points.storage.pointer, products.storage.pointer, rows.storage.pointer,
      squares.storage.pointer, starts, Int64(range.count), Int64(n), Int64(points.shape[1]),
      Int64(clusters), &sums)
    return sums
  }
}
