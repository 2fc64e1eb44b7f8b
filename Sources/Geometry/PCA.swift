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

  /// The most rows of a matrix whose eigenvectors LAPACK finds: it counts 1 + 6n + 2n² numbers in
  /// integers of 32 bits.
  static let greatestOrder = 32_766

  public var components: Int
  /// Whether projections are divided by their standard deviations.
  public var whiten = false
  public var method: Method = .auto
  /// Directions of the random subspace beyond the components.
  public var oversampling = 10
  /// How often the random subspace is turned by X·Xᵀ; nil: 7 times where fewer than a tenth of all
  /// components are wanted, else 4 times.
  public var iterations: Int?

  public init(
    components: Int, whiten: Bool = false, method: Method = .auto, oversampling: Int = 10,
    iterations: Int? = nil
  ) {
    self.components = components
    self.whiten = whiten
    self.method = method
    self.oversampling = oversampling
    self.iterations = iterations
  }

  /// Finds the directions.
  /// - Shape: [n × features], n from 2 on, components up to the smaller of both.
  /// - Source: randomised: Halko, Martinsson & Tropp 2011, algorithms 4.4 and 5.1, with the further
  ///   directions and iterations of scikit-learn's `svd_solver = "randomized"`.
  /// - Parameter monitor: is told before work that cannot be stopped and takes more than a second.
  /// - Throws: `Failure` where the numbers do not fit or are not finite.
  public func fit(
    _ points: Tensor, using rng: inout Random, monitor: Monitor = Monitor()
  ) throws -> Projection {
    let points = try Features.checked("pca", points, named: "points")
    let (n, width) = (points.shape[0], points.shape[1])
    guard n >= 2 else { throw Failure("pca", "there is one point only", expected: "2 or more") }
    try Features.check("pca", "components", components, in: 1...min(n, width))
    try Features.check("pca", "oversampling", oversampling, in: 0...1_000_000)
    try Features.check("pca", "iterations", iterations ?? 0, in: 0...1_000_000)
    let small = min(n, width) <= 2048 || method == .exact
    let isExact = method != .randomized && small
    if isExact {
      try Self.requireEigen(
        order: min(n, width),
        expected: "\(Self.greatestOrder) points or features or fewer, or the randomised method")
    }
    let moments = try points.columnMoments()
    let mean = try Tensor(moments[..<width].map { Float($0) }, shape: [width])
    let centred = try points - mean
    let total = moments[width...].reduce(0, +) * Double(n) / Double(n - 1)
    let found = try isExact ? exact(centred, monitor) : randomized(centred, monitor, using: &rng)
    return try Projection(
      mean: mean, found: found, points: n, totalVariance: total, whiten: whiten)
  }

  /// Squared singular values and directions, the largest first.
  struct Found {
    var squares: [Double]
    /// [components × features].
    var directions: Tensor
  }

  /// - Throws: a `Failure` where eigenvectors of so many rows cannot be found, or not in the memory
  ///   that is free; nothing has been taken of it then.
  package static func requireEigen(order: Int, expected: String) throws {
    guard order <= greatestOrder else {
      throw Failure(
        "pca", "eigenvectors of so many rows take more than LAPACK's 32-bit integers count",
        expected: expected, got: "\(order)")
    }
    // The matrix, its eigenvectors and LAPACK's workspace of twice as much, in double precision.
    try Memory.require(
      40 * Double(order) * Double(order), for: "pca", "a matrix of \(order) × \(order)")
  }

  private func exact(_ x: Tensor, _ monitor: Monitor) throws -> Found {
    let (n, width) = (x.shape[0], x.shape[1])
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

  private func randomized(
    _ x: Tensor, _ monitor: Monitor, using rng: inout Random
  ) throws -> Found {
    let (n, width) = (x.shape[0], x.shape[1])
    let size = min(components + oversampling, min(n, width))
    // Each iteration multiplies by the square of a singular value what its direction has of the
    // subspace: where these fall slowly, few leave much of the others in it.
    let iterations = iterations ?? (10 * components < min(n, width) ? 7 : 4)
    try Self.requireEigen(order: size, expected: "\(Self.greatestOrder) components or fewer")
    var basis = try Self.orthonormal(x.matmul(rng.normal(shape: [width, size])))
    for _ in 0..<iterations {
      try monitor.checkpoint()
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
