import Glibc
import Tensors

/// Principal components: the orthogonal directions in which points vary most.
public struct PCA {
  /// How directions are found.
  public enum Method: String, Codable, Sendable, CaseIterable {
    /// Exact where there are at most 2048 points or features, else randomised.
    case auto
    /// Eigenvectors of the covariance, or of the products of points, whichever is smaller.
    case exact
    /// A random subspace, turned towards the directions wanted by a few passes over the points.
    case randomized
  }

  public var components: Int
  /// Whether projections are divided by their standard deviations.
  public var whiten = false
  public var method: Method = .auto

  public init(components: Int, whiten: Bool = false, method: Method = .auto) {
    self.components = components
    self.whiten = whiten
    self.method = method
  }

  /// Finds the directions.
  /// - Shape: [n × features], n from 2 on, components up to the smaller of both.
  /// - Source: randomised: Halko, Martinsson & Tropp 2011, with 10 further directions and 4 passes.
  /// - Parameter monitor: is told before work that cannot be stopped and takes more than a second.
  /// - Throws: `Failure` where the numbers do not fit or are not finite.
  public func fit(
    _ points: Tensor, using rng: inout Random, monitor: Monitor = Monitor()
  ) throws -> Projection {
    let points = try Features.checked("pca", points, named: "points")
    let (n, width) = (points.shape[0], points.shape[1])
    guard n >= 2 else { throw Failure("pca", "there is one point only", expected: "2 or more") }
    try Features.check("pca", "components", components, in: 1...min(n, width))
    let moments = try points.columnMoments()
    let mean = try Tensor(moments[..<width].map { Float($0) }, shape: [width])
    let centred = try points - mean
    let total = moments[width...].reduce(0, +) * Double(n) / Double(n - 1)
    let small = min(n, width) <= 2048 || method == .exact
    let found =
      try method != .randomized && small
      ? exact(centred, monitor) : randomized(centred, using: &rng)
    return try Projection(
      mean: mean, found: found, points: n, totalVariance: total, whiten: whiten)
  }

  /// Squared singular values and directions, the largest first.
  struct Found {
    var squares: [Double]
    /// [components × features].
    var directions: Tensor
  }

  private func exact(_ x: Tensor, _ monitor: Monitor) throws -> Found {
    let (n, width) = (x.shape[0], x.shape[1])
    let order = Double(min(n, width))
    // The matrix, its eigenvectors and LAPACK's workspace of twice as much, in double precision.
    try Memory.require(40 * order * order, for: "pca", "a matrix of \(Int(order)) × \(Int(order))")
    guard n < width else {
      let eigen = try Self.eigen(x.preciseProduct(x), order: width, monitor)
      return try Found(
        squares: Array(eigen.values.prefix(components)),
        directions: Tensor(
          eigen.vectors.prefix(components * width).map { Float($0) }, shape: [components, width]))
    }
    // X·Xᵀ has the same eigenvalues, and Xᵀ·u the directions.
    let eigen = try Self.eigen(x.preciseProduct(x, byRow: true), order: n, monitor)
    let left = try Tensor(
      eigen.vectors.prefix(components * n).map { Float($0) }, shape: [components, n])
    return try Found(
      squares: Array(eigen.values.prefix(components)), directions: left.matmul(x).normalizedRows())
  }

  /// Eigenvectors; LAPACK looks at nobody until it is done, so that what takes long is said before.
  private static func eigen(
    _ matrix: [Double], order n: Int, _ monitor: Monitor
  ) throws -> SymmetricEigen {
    let probe = 384
    if n > 2 * probe {
      let block = (0..<probe).flatMap { matrix[$0 * n..<$0 * n + probe] }
      let time = try ContinuousClock().measure { _ = try SymmetricEigen(block, order: probe) }
      let seconds = (time / .seconds(1)) * pow(Double(n) / Double(probe), 3)
      if seconds > 1 {
        monitor.announce(
          "pca: the eigenvectors of \(n)×\(n) numbers take about \(Int(seconds.rounded(.up))) s and "
            + "cannot be stopped")
      }
      try monitor.checkpoint()
    }
    return try SymmetricEigen(matrix, order: n)
  }

  private func randomized(_ x: Tensor, using rng: inout Random) throws -> Found {
    let (n, width) = (x.shape[0], x.shape[1])
    let size = min(components + 10, min(n, width))
    var basis = try Self.orthonormal(x.matmul(rng.normal(shape: [width, size])))
    for _ in 0..<4 {
      let back = try Self.orthonormal(x.matmul(basis, transposeSelf: true))
      basis = try Self.orthonormal(x.matmul(back))
    }
    let small = try basis.matmul(x, transposeSelf: true)
    let eigen = try SymmetricEigen(small.preciseProduct(small, byRow: true), order: size)
    let turn = try Tensor(
      eigen.vectors.prefix(components * size).map { Float($0) }, shape: [components, size])
    return try Found(
      squares: Array(eigen.values.prefix(components)),
      directions: turn.matmul(small).normalizedRows())
  }

  /// Orthonormal columns that span the same, by Y·V·Λ^−½ of YᵀY = V·Λ·Vᵀ, twice for accuracy.
  private static func orthonormal(_ columns: Tensor) throws -> Tensor {
    var y = columns
    let size = y.shape[1]
    for _ in 0..<2 {
      let eigen = try SymmetricEigen(y.preciseProduct(y), order: size)
      let floor = max(eigen.values[0], 1e-30) * 1e-12
      var turn = [Float](repeating: 0, count: size * size)
      for column in 0..<size where eigen.values[column] > floor {
        let scale = 1 / eigen.values[column].squareRoot()
        for row in 0..<size {
          turn[row * size + column] = Float(eigen.vectors[column * size + row] * scale)
        }
      }
      y = try y.matmul(Tensor(turn, shape: [size, size]))
    }
    return y
  }
}

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
