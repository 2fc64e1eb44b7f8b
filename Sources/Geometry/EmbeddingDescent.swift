import Tensors

/// Gradient descent with momentum and a gain for each coordinate, which grows while the gradient
/// keeps its direction.
/// - Source: Jacobs 1988; van der Maaten & Hinton 2008. As in openTSNE, momentum is 0.8 from the
///   beginning and no step is longer than 5.
struct EmbeddingDescent {
  private let forces: NeighbourEmbedding
  private let repulsion: NeighbourEmbedding.Repulsion
  private var x: [Float]
  private var y: [Float]
  private var gx: [Float]
  private var gy: [Float]
  private var moves: [SIMD2<Float>]
  private var gains: [SIMD2<Float>]
  private var z = 1.0

  init(_ start: Tensor, _ forces: NeighbourEmbedding) throws {
    let n = start.shape[0]
    let values = start.values()
    x = (0..<n).map { values[2 * $0] }
    y = (0..<n).map { values[2 * $0 + 1] }
    (gx, gy) = (x, y)
    moves = Array(repeating: .zero, count: n)
    gains = Array(repeating: .one, count: n)
    self.forces = forces
    repulsion = n <= 16384 ? .exact : .grid
  }

  mutating func step(exaggeration: Float, rate: Float) throws {
    z = try forces.gradient(
      x, y, exaggeration: exaggeration, repulsion: repulsion, into: &gx, &gy)
    var middle = SIMD2<Double>.zero
    for i in x.indices {
      let gradient = SIMD2(gx[i], gy[i])
      let turned = (gradient .> 0) .!= (moves[i] .> 0)
      gains[i] = (gains[i] * 0.8 + 0.01).replacing(with: gains[i] + 0.2, where: turned)
      var move = 0.8 * moves[i] - rate * gains[i] * gradient
      let length = (move * move).sum().squareRoot()
      if length > 5 { move *= 5 / length }
      moves[i] = move
      x[i] += move.x
      y[i] += move.y
      middle += SIMD2(Double(x[i]), Double(y[i]))
    }
    let shift = middle / Double(x.count)
    for i in x.indices {
      x[i] -= Float(shift.x)
      y[i] -= Float(shift.y)
    }
  }

  /// The divergence of the positions before the last step.
  /// - Throws: where memory is missing.
  func divergence() throws -> Double { try forces.divergence(x, y, z: z) }

  /// [n × 2].
  func positions() throws -> Tensor {
    var values: [Float] = []
    values.reserveCapacity(2 * x.count)
    for i in x.indices {
      values.append(x[i])
      values.append(y[i])
    }
    return try Tensor(values, shape: [x.count, 2])
  }
}
