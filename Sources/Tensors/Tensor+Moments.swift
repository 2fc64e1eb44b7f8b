import CKernels

extension Tensor {
  /// The mean over columns of their variances; what a distance is compared with to call it small.
  package func meanVarianceOfColumns() throws -> Double {
    let moments = try columnMoments()
    let columns = moments.count / 2
    return moments[columns...].reduce(0, +) / Double(columns)
  }

  /// Means of the columns, and then their biased variances.
  package func columnMoments() throws -> [Double] {
    let x = try detached().plain()
    var moments = [Double](repeating: 0, count: 2 * shape[1])
    unsafe ck_column_moments(x.storage.pointer, Int64(shape[0]), Int64(shape[1]), &moments)
    return moments
  }
}

/// Eigenvalues and eigenvectors of a symmetric matrix, the largest first.
package struct SymmetricEigen {
  package let values: [Double]
  /// Row i belongs to value i and has length 1.
  package let vectors: [Double]

  /// - Parameter matrix: [n × n], row-major.
  /// - Throws: where memory is missing, LAPACK cannot count so many rows, or does not converge.
  package init(_ matrix: [Double], order n: Int) throws {
    guard n >= 0, matrix.count == n * n else {
      throw Failure(
        "eigenvectors", "not a square matrix", expected: "\(n * n) numbers", got: "\(matrix.count)")
    }
    try SymmetricEigen.check(order: n)
    var (a, w) = (matrix, [Double](repeating: 0, count: n))
    try Tensor.check(unsafe ck_eigen(&a, Int64(n), &w), for: "eigenvectors")
    values = w.reversed()
    vectors = (0..<n).reversed().flatMap { a[$0 * n..<($0 + 1) * n] }
  }

  /// - Throws: where the room that LAPACK works in for n rows is more than its integers count.
  package static func check(order n: Int) throws {
    var (numbers, integers) = (Int64(0), Int64(0))
    guard unsafe ck_eigen_workspace(Int64(n), &numbers, &integers) == CK_OK else {
      throw Failure(
        "eigenvectors", "LAPACK counts its memory in 32-bit integers",
        expected: "at most 32766 rows", got: "\(n)")
    }
  }
}

extension Tensor {
  /// selfᵀ · other, or self · otherᵀ with `byRow`, summed over pieces in double precision.
  /// - Shape: [n × a] and [n × b] → a · b numbers; by row, [a × n] and [b × n].
  package func preciseProduct(_ other: Tensor, byRow: Bool = false) throws -> [Double] {
    let (x, y) = try (detached().plain(), other.detached().plain())
    if byRow {
      let product = try Tensor.product(x, false, y, true)
      return product.values().map { Double($0) }
    }
    var sum = [Double](repeating: 0, count: shape[1] * other.shape[1])
    for start in stride(from: 0, to: shape[0], by: 4096) {
      let range = start..<Swift.min(shape[0], start + 4096)
      let piece = try Tensor.product(x.rows(range), true, y.rows(range), false)
      piece.withValues { values in
        for place in sum.indices { sum[place] += Double(values[place]) }
      }
    }
    return sum
  }
}
