import Tensors

/// Makes the distance of a pair of one class 0, and that of a pair of two classes α.
///
/// L = mean over pairs of (min(‖f − g‖, α) − t)², t = 0 for a pair of one class, α for one of two.
/// - Source: Ohi et al. 2020 (AutoEmbedder), Eqs. 1–3.
public struct PairRegressionLoss: Equatable, Sendable {
  /// α, beyond which two classes are as far apart as they need to be.
  public let alpha: Float

  public init(alpha: Float = 100) { self.alpha = alpha }

  /// - Shape: `f` and `g` are [n × features], `isSame` has n → scalar.
  public func callAsFunction(_ f: Tensor, _ g: Tensor, isSame: [Bool]) throws -> Tensor {
    guard f.rank == 2, f.shape == g.shape, f.shape[0] == isSame.count, !isSame.isEmpty else {
      throw Failure(
        "pair regression", "not pairs", expected: "[\(isSame.count) × features], twice",
        got: "\(f.shape) and \(g.shape)")
    }
    // The root of 0 has no finite slope; 10⁻¹² below it changes a distance of 10⁻⁶ at most.
    let distances = try ((f - g).squared().sum(axis: 1) + 1e-12).sqrt()
    // min(d, α) = α − max(α − d, 0).
    let bounded = try alpha - (alpha - distances).relu()
    return try bounded.meanSquaredError(
      Tensor(isSame.map { $0 ? 0 : alpha }, shape: [isSame.count]))
  }
}
