import Tensors

/// Pulls pairs of one class together and pushes pairs of two apart, each kind averaged by itself:
/// mean ‖f − g‖² of the ones and mean max(m − ‖f − g‖², 0) of the others.
/// - Source: Ren et al. 2019 (SDEC), Eq. 5. Differs: the paper's term for two classes, −‖f − g‖², has
///   no lower bound; up to m its gradient is the same, beyond it there is none.
public struct LinkLoss: Equatable, Sendable {
  /// m, as a squared distance.
  public let margin: Float

  public init(margin: Float) { self.margin = margin }

  /// - Shape: `f` and `g` are [n × features], `isSame` has n.
  /// - Returns: a scalar for each kind of which there are any.
  public func callAsFunction(
    _ f: Tensor, _ g: Tensor, isSame: [Bool]
  ) throws -> [(name: String, value: Tensor)] {
    guard f.rank == 2, f.shape == g.shape, f.shape[0] == isSame.count, !isSame.isEmpty else {
      throw Failure(
        "link loss", "not pairs", expected: "[\(isSame.count) × features], twice",
        got: "\(f.shape) and \(g.shape)")
    }
    let squares = try (f - g).squared().sum(axis: 1)
    var terms: [(name: String, value: Tensor)] = []
    let (must, cannot) = (
      isSame.indices.filter { isSame[$0] }, isSame.indices.filter { !isSame[$0] }
    )
    if !must.isEmpty { terms.append(("must_link", try squares.gather(rows: must).mean())) }
    if !cannot.isEmpty {
      terms.append(("cannot_link", try (margin - squares.gather(rows: cannot)).relu().mean()))
    }
    return terms
  }
}
