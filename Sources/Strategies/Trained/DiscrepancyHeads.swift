import Networks
import Tensors

/// The two auxiliary heads of MCDAL: linear classifiers on fixed features that agree where labels are
/// known and disagree, with each other and with the model, as much as they can elsewhere.
///
/// Each iteration takes two steps: CE₁ + CE₂ on labelled images, then CE₁ + CE₂ − [d₁₂ + d₁ₘ + d₂ₘ],
/// d the mean of |softmax − softmax| over a batch of unlabelled images and all classes.
/// - Source: Cho, Kim, Jung & Kweon 2022 (MCDAL), Eqs. 2–5; SGD 0.1 with momentum 0.9 and weight decay
///   5·10⁻⁴ in their code.
public final class DiscrepancyHeads: Network {
  private let first: Linear
  private let second: Linear
  private var optimizer: any Optimizer
  private let features: Int
  private let classes: Int

  public init(
    features: Int, classes: Int, optimizer: any Optimizer, using rng: inout Random
  ) throws {
    first = try Linear(features, to: classes, using: &rng)
    second = try Linear(features, to: classes, using: &rng)
    self.optimizer = optimizer
    (self.features, self.classes) = (features, classes)
  }

  public var parameters: [NamedParameter] {
    first.parameters.map { $0.under("head1") } + second.parameters.map { $0.under("head2") }
  }

  /// The optimizer's step size, for a schedule to change.
  public var rate: Float {
    get { optimizer.rate }
    set { optimizer.rate = newValue }
  }

  /// CE₁ + CE₂.
  private func entropy(_ z: Tensor, _ targets: [Int], _ pass: Pass) throws -> Tensor {
    try first(z, pass).crossEntropy(targets: targets)
      + second(z, pass).crossEntropy(targets: targets)
  }

  /// d₁₂ + d₁ₘ + d₂ₘ.
  private func discrepancy(_ z: Tensor, _ model: Tensor, _ pass: Pass) throws -> Tensor {
    let (p, q) = try (first(z, pass).softmax(), second(z, pass).softmax())
    return try (p - q).magnitude().mean() + (p - model).magnitude().mean()
      + (q - model).magnitude().mean()
  }

  /// The two steps of an iteration.
  /// - Parameters:
  ///   - labelled: features [n × d] with their classes.
  ///   - unlabelled: features [m × d] with what the model says of them, [m × classes].
  /// - Returns: the loss of the second step with its terms.
  /// - Throws: a `Failure` where a loss is not finite.
  public func steps(
    labelled: Tensor, _ targets: [Int], unlabelled: Tensor, _ model: Tensor, position: String,
    streams: inout Streams
  ) throws -> [LossTerm] {
    _ = try Training.step(parameters, with: &optimizer, position: position, streams: &streams) {
      pass in (try entropy(labelled, targets, pass), [])
    }
    return try Training.step(
      parameters, with: &optimizer, position: position, streams: &streams
    ) { pass in
      let known = try entropy(labelled, targets, pass)
      let apart = try discrepancy(unlabelled, model, pass)
      return (
        try known - apart,
        [
          LossTerm("entropy", Double(try known.item())),
          LossTerm("discrepancy", Double(try apart.item())),
        ]
      )
    }
  }

  /// How far the three are apart on each image: Σ_c |p₁ − p₂| + |m − p₁| + |m − p₂|.
  /// - Shape: [n × d] and [n × classes] → n.
  public func scores(_ z: Tensor, _ model: Tensor) throws -> [Float] {
    let pass = Pass.inference()
    let n = z.shape[0]
    // A few rows at a time, some 4 MB of each array on the way.
    let size = max(1_000_000 / max(features, classes, 1), 1)
    var scores: [Float] = []
    for start in stride(from: 0, to: n, by: size) {
      let rows = start..<min(start + size, n)
      let (part, known) = try (z.rows(rows), model.rows(rows))
      let (p, q) = try (first(part, pass).softmax(), second(part, pass).softmax())
      let sum = try (p - q).magnitude() + (p - known).magnitude() + (q - known).magnitude()
      scores += try sum.sum(axis: 1).values()
    }
    return scores
  }

  public func summaryRows() throws -> [[String]] {
    try first.summary(for: [features], under: "head1")
      + second.summary(for: [features], under: "head2")
  }
}

extension Tensor {
  /// |x| of each element.
  fileprivate func magnitude() throws -> Tensor { try relu() + (self * -1).relu() }
}
