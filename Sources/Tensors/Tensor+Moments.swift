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
