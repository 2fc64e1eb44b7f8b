import Tensors

/// A mean and directions from it: what `PCA` found.
public struct Projection {
  /// [features].
  public let mean: Tensor
  /// [components × features], rows of length 1; in each the number of largest magnitude is positive.
  public let components: Tensor
  /// The variance along each component, unbiased, descending.
  public let variances: [Double]
  /// Which part of the whole variance each component has.
  public let shares: [Double]
  /// Whether projections are divided by their standard deviations.
  public let whiten: Bool

  init(
    mean: Tensor, found: PCA.Found, points: Int, totalVariance: Double, whiten: Bool
  ) throws {
    self.mean = mean
    self.whiten = whiten
    variances = found.squares.map { max(0, $0) / Double(points - 1) }
    shares = variances.map { totalVariance > 0 ? $0 / totalVariance : 0 }
    var directions = found.directions
    let width = directions.shape[1]
    try directions.withMutableValues { values in
      for row in 0..<found.squares.count {
        var largest: Float = 0
        for j in row * width..<(row + 1) * width where abs(values[j]) > abs(largest) {
          largest = values[j]
        }
        guard largest < 0 else { continue }
        for j in row * width..<(row + 1) * width { values[j] = -values[j] }
      }
    }
    components = directions
  }

  /// Coordinates of points along the components.
  /// - Shape: [n × features] → [n × components].
  /// - Throws: `Failure` where the points have other features.
  public func transform(_ points: Tensor) throws -> Tensor {
    let points = try Features.checked("pca", points, named: "points", width: mean.count)
    let coordinates = try (points - mean).matmul(components, transposeOther: true)
    guard whiten else { return coordinates }
    // A direction without variance has coordinates of rounding errors only.
    let scales = variances.map { $0 > 0 ? Float(1 / $0.squareRoot()) : 0 }
    return try coordinates * Tensor(scales, shape: [scales.count])
  }
}
