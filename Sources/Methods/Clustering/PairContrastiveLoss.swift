import Tensors

/// Pulls pairs of one class together, and pushes pairs of two classes a margin apart.
///
/// L = mean over pairs of y·‖f − g‖² + (1 − y)·max(δ − ‖f − g‖, 0)².
/// - Source: ADC (active deep clustering), its pair loss, after Hadsell et al. 2006. Differs: a mean where the paper
///   has a sum, which its RMSprop takes for the same.
public struct PairContrastiveLoss: Equatable, Sendable {
  /// δ, how far apart pairs of two classes are to be.
  public let margin: Float

  public init(margin: Float = 1) { self.margin = margin }

  /// - Shape: `f` and `g` are [n × features], `isSame` has n → scalar.
  public func callAsFunction(_ f: Tensor, _ g: Tensor, isSame: [Bool]) throws -> Tensor {
    guard f.rank == 2, f.shape == g.shape, f.shape[0] == isSame.count, !isSame.isEmpty else {
      throw Failure(
        "pair loss", "not pairs", expected: "[\(isSame.count) × features], twice",
        got: "\(f.shape) and \(g.shape)")
    }
    let squares = try (f - g).squared().sum(axis: 1)
    let same = try Tensor(isSame.map { $0 ? 1 : 0 }, shape: [isSame.count])
    // The root of 0 has no finite slope; 10⁻¹² below it changes a distance of 10⁻⁶ at most.
    let gap = try (margin - (squares + 1e-12).sqrt()).relu()
    return try (same * squares + (1 - same) * gap.squared()).mean()
  }
}
