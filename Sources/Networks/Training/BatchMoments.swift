import Tensors

/// The mean and variance of what goes into each batch-norm, over several batches.
///
/// Each batch is normalised by its own statistics, as in training; what is measured is that of all
/// of them together, and exact where there is a single one.
/// - Source: Wu & Johnson 2021 (Rethinking "Batch" in BatchNorm), §3: PreciseBN.
package final class BatchMoments {
  private struct Sums {
    let mean: Parameter
    let variance: Parameter
    var count = 0.0
    /// Of values, and of their squares, by channel.
    var first: [Double]
    var second: [Double]
  }
  private var sums: [ObjectIdentifier: Sums] = [:]

  package init() {}

  /// - Parameters:
  ///   - statistics: a batch's mean and unbiased variance.
  ///   - count: values in each channel.
  func add(_ statistics: RunningStatistics, count: Int, mean: Parameter, variance: Parameter) {
    let n = Double(count)
    let (means, variances) = (statistics.mean.values(), statistics.variance.values())
    let none = [Double](repeating: 0, count: means.count)
    var sum =
      sums[ObjectIdentifier(mean)]
      ?? Sums(mean: mean, variance: variance, first: none, second: none)
    sum.count += n
    for channel in means.indices {
      let mean = Double(means[channel])
      sum.first[channel] += n * mean
      sum.second[channel] += (n - 1) * Double(variances[channel]) + n * mean * mean
    }
    sums[ObjectIdentifier(mean)] = sum
  }

  /// Puts what was measured where the running statistics are.
  package func settle() throws {
    for sum in sums.values {
      let (n, shape) = (sum.count, [sum.first.count])
      let means = sum.first.map { $0 / n }
      let variances = zip(sum.second, means).map { max(0, $0 - n * $1 * $1) / max(n - 1, 1) }
      sum.mean.value = try Tensor(means.map { Float($0) }, shape: shape)
      sum.variance.value = try Tensor(variances.map { Float($0) }, shape: shape)
    }
  }
}
