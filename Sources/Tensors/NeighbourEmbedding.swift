import CKernels

/// The forces of stochastic neighbour embedding in the plane.
package struct NeighbourEmbedding {
  /// What repels.
  package enum Repulsion: String, CaseIterable, Sendable {
    /// All pairs.
    case exact
    /// Interpolation on a grid, with fast Fourier transforms.
    case grid
  }

  package let count: Int
  private var starts: [Int64]
  private var columns: [Int32]
  private var values: [Float]

  /// Joint probabilities from squared distances to neighbours, with a precision for each point.
  /// - Shape: n × `neighbours` each.
  package init(
    indices: [Int32], distances: [Float], neighbours: Int, perplexity: Float
  ) throws {
    count = indices.count / neighbours
    var p = [Float](repeating: 0, count: indices.count)
    unsafe ck_perplexity(distances, Int64(count), Int64(neighbours), perplexity, &p)
    starts = Array(repeating: 0, count: count + 1)
    columns = Array(repeating: 0, count: 2 * indices.count)
    values = Array(repeating: 0, count: 2 * indices.count)
    try Tensor.check(
      unsafe ck_symmetric(
        indices, p, Int64(count), Int64(neighbours), &starts, &columns, &values),
      for: "t-sne")
  }

  /// The probability of a pair; 0 where they are no neighbours.
  package func probability(_ i: Int, _ j: Int) -> Float {
    for place in Int(starts[i])..<Int(starts[i + 1]) where columns[place] == Int32(j) {
      return values[place]
    }
    return 0
  }

  /// The gradient of the divergence, with attraction multiplied by `exaggeration`, and Σ q.
  package func gradient(
    _ x: [Float], _ y: [Float], exaggeration: Float, repulsion: Repulsion,
    into gx: inout [Float], _ gy: inout [Float]
  ) throws -> Double {
    var (ax, ay) = (
      [Float](repeating: 0, count: count), [Float](repeating: 0, count: count)
    )
    var z = 0.0
    let n = Int64(count)
    unsafe ck_attraction(starts, columns, values, x, y, n, &ax, &ay)
    let status =
      repulsion == .exact
      ? unsafe ck_repulsion(x, y, n, &gx, &gy, &z)
      : unsafe ck_repulsion_by_grid(x, y, n, &gx, &gy, &z)
    try Tensor.check(status, for: "t-sne")
    let share = Float(1 / z)
    for i in 0..<count {
      gx[i] = 4 * (exaggeration * ax[i] - share * gx[i])
      gy[i] = 4 * (exaggeration * ay[i] - share * gy[i])
    }
    return z
  }

  /// The Kullback–Leibler divergence of positions whose Σ q is known.
  package func divergence(_ x: [Float], _ y: [Float], z: Double) throws -> Double {
    var divergence = 0.0
    try Tensor.check(
      unsafe ck_embedding_divergence(
        starts, columns, values, x, y, Int64(count), z, &divergence), for: "t-sne")
    return divergence
  }
}
