import Glibc
import Tensors

extension ActiveFT {
  /// Moves centres by Adam, from where they start.
  /// - Parameters:
  ///   - points: [n × features], of length 1.
  ///   - start: [centres × features].
  ///   - fixed: further centres that stay, such as labelled images, of length 1.
  /// - Returns: centres of length 1.
  /// - Complexity: O(n · centres · features) for each iteration.
  public static func centres(
    of points: Tensor, from start: Tensor, fixed: Tensor? = nil, settings: Settings,
    monitor: Monitor = Monitor()
  ) throws -> Tensor {
    var raw = start.detached()
    var (first, second) = try (Tensor.zeros(raw.shape), Tensor.zeros(raw.shape))
    for step in 1...settings.iterations {
      let (loss, gradient) = try objective(
        points, raw, fixed: fixed, settings: settings, checkpoint: monitor.checkpoint)
      try raw.adamStep(
        gradient: gradient, first: &first, second: &second, step: step, rate: settings.rate)
      monitor.report(
        Progress(
          stage: "centres", epoch: 1, epochs: 1, step: step, steps: settings.iterations, loss: loss
        ))
    }
    return try raw.normalizedRows()
  }

  /// What is minimised, and its gradient by the centres before they are scaled to length 1.
  ///
  /// J = −mean ln[ e^(f·θ/t) / (e^(f·θ/t) + balance · Σ_k e^(θ_k·θ/t)) ] with θ the centre nearest
  /// to f, all others held still.
  /// - Source: Xie et al. 2023, Eqs. 5–7; the sum includes θ itself, as in its code.
  public static func objective(
    _ points: Tensor, _ raw: Tensor, fixed: Tensor? = nil, settings: Settings,
    checkpoint: () throws -> Void = {}
  ) throws -> (loss: Double, gradient: Tensor) {
    let n = points.shape[0]
    var loss = 0.0
    var gradient = try Tensor.zeros(raw.shape)
    // Products of a chunk with all centres, some 32 MB of them.
    let size = max(1, 8_000_000 / (raw.shape[0] + (fixed?.shape[0] ?? 0)))
    for start in stride(from: 0, to: n, by: size) {
      try checkpoint()
      let part = start == 0 && size >= n ? points : try points.rows(start..<min(start + size, n))
      let (partLoss, partGradient) = try self.part(part, raw, fixed, settings, share: 1 / Float(n))
      loss += partLoss
      gradient = try gradient + partGradient
    }
    return (loss, gradient)
  }

  private static func part(
    _ points: Tensor, _ raw: Tensor, _ fixed: Tensor?, _ settings: Settings, share: Float
  ) throws -> (Double, Tensor) {
    let tape = Tape()
    let leaf = tape.variable(raw)
    let centres = try leaf.normalizedRows()
    let still =
      try fixed.map { try Tensor.concatenated([centres.detached(), $0]) }
      ?? centres.detached()
    let nearest = try points.matmul(still, transposeOther: true).argmax()
    // A point that a fixed centre is nearest to pulls at none.
    let rows = nearest.indices.filter { nearest[$0] < raw.shape[0] }
    guard !rows.isEmpty else { return (0, try Tensor.zeros(raw.shape)) }
    let own = rows.map { nearest[$0] }
    let f = rows.count == nearest.count ? points : try points.gather(rows: rows)
    let scale = 1 / settings.temperature
    let near = try (f * centres.gather(rows: own)).sum(axis: 1) * scale
    let apart =
      try (centres.matmul(still, transposeOther: true) * scale).logSumExp()
      + log(settings.balance)
    let both = try Tensor.concatenated(
      [near.reshaped([rows.count, 1]), apart.gather(rows: own).reshaped([rows.count, 1])], axis: 1)
    let loss = try (both.logSumExp() - near).sum() * share
    let value = Double(try loss.item())
    return (value, try tape.gradients(of: loss, for: [leaf])[0])
  }
}
