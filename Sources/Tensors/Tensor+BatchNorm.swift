import CKernels

/// What batch normalisation remembers of the batches it has seen, for use outside training.
public struct RunningStatistics {
  /// The running mean of each channel, [c].
  public var mean: Tensor
  /// The running unbiased variance of each channel, [c].
  public var variance: Tensor

  /// Mean 0 and variance 1.
  public init(channels: Int) throws {
    mean = try .zeros([channels])
    variance = try Tensor(repeating: 1, shape: [channels])
  }

  /// Known statistics, as from a file.
  public init(mean: Tensor, variance: Tensor) {
    self.mean = mean
    self.variance = variance
  }
}

extension Tensor {
  /// scale · (x − mean) / √(variance + epsilon) + shift by channel, as PyTorch's `batch_norm`.
  ///
  /// In training, mean and biased variance are the batch's, and the running statistics move by
  /// `momentum` towards its mean and unbiased variance; otherwise the running ones are used.
  /// - Parameter adding: a residual of the same shape, added before the activation.
  /// - Shape: [n × c] or [n × c × h × w], unchanged; scale and shift are [c].
  /// - Source: Ioffe and Szegedy 2015, algorithms 1 and 2.
  public func batchNorm(
    scale: Tensor, shift: Tensor, statistics: inout RunningStatistics, training: Bool,
    momentum: Float = 0.1, epsilon: Float = 1e-5, adding residual: Tensor? = nil,
    activation: Activation = .none
  ) throws -> Tensor {
    guard rank == 2 || rank == 4 else {
      throw Failure(
        "batch norm", "wrong input", expected: "[n, c] or [n, c, h, w]", got: "\(shape)")
    }
    let channels = shape[1]
    for tensor in [scale, shift, statistics.mean, statistics.variance]
    where tensor.shape != [channels] {
      throw Failure(
        "batch norm \(channels)", "wrong parameters", expected: "[\(channels)]",
        got: "\(tensor.shape)")
    }
    guard residual == nil || residual?.shape == shape else {
      throw Failure(
        "batch norm \(channels)", "the residual does not fit", expected: "\(shape)",
        got: "\(residual?.shape ?? [])")
    }
    let (x, view) = try detached().channelView(either: true)
    let samples = Int(view.n * view.spatial)
    guard !training || samples > 1 else {
      throw Failure(
        "batch norm \(channels)", "training needs more than one value per channel", got: "\(shape)")
    }
    let (mean, variance): (Tensor, Tensor)
    if training {
      (mean, variance) = try (Tensor(unset: [channels]), Tensor(unset: [channels]))
      try Tensor.check(
        unsafe ck_moments(
          x.storage.raw, view, mean.storage.pointer, variance.storage.pointer),
        for: "batch norm")
      let unbiased = Float(samples) / Float(samples - 1)
      try statistics.mean.move(towards: mean, by: momentum)
      try statistics.variance.move(towards: variance, times: unbiased, by: momentum)
    } else {
      (mean, variance) = (
        try statistics.mean.detached().plain(), try statistics.variance.detached().plain()
      )
    }
    let (means, gains) = (mean.values(), scale.values())
    let inverse = variance.values().map { 1 / ($0 + epsilon).squareRoot() }
    let factor = zip(gains, inverse).map { $0 * $1 }
    let offset = zip(zip(means, factor), shift.values()).map { $1 - $0.0 * $0.1 }
    let normalization = Normalization(
      x: x, view: view, factor: try Tensor(factor, shape: [channels]),
      offset: try Tensor(offset, shape: [channels]), hasRelu: activation == .relu)

    // The way back must know where ReLU let values through: after a residual, from a bit for each, or
    // else from x once more. Then y need not be kept, neither here nor by whoever uses it.
    let isRecorded =
      [self, scale, shift].contains(where: \.isTracked) || residual?.isTracked ?? false
    let mask =
      isRecorded && activation == .relu && residual != nil ? try normalization.mask() : nil
    let y = try normalization(adding: residual?.detached(), marking: mask)
    let added = isRecorded ? residual.map(Kept.init) : nil
    let recomputation =
      isRecorded
      ? Recomputation(needing: added?.recomputation) { try normalization(adding: added?.values()) }
      : nil
    let result = Tensor(
      shape: shape, storage: y.storage,
      recomputation: recomputation.flatMap { $0.depth <= Recomputation.deepest ? $0 : nil })
    let (hasResidual, residualTracked) = (residual != nil, residual?.isTracked ?? false)
    return try Tape.record(
      result, of: "batch norm", from: [self, scale, shift] + (residual.map { [$0] } ?? [])
    ) { gradient in
      let g = try (consume gradient).laidOut(like: x)
      let (sum, product) = try normalization.sums(g, mask, mean: mean)
      // dx = scale·r·(dy − mean(dy) − (x − mean)·r²·mean(dy·(x − mean))), with r = 1/√(var + ε);
      // outside training the statistics are constants and only the first term is left.
      let (sums, products) = (sum.values(), product.values())
      var (slope, rest) = (
        [Float](repeating: 0, count: channels), [Float](repeating: 0, count: channels)
      )
      if training {
        for c in 0..<channels {
          slope[c] = -factor[c] * inverse[c] * inverse[c] * products[c] / Float(samples)
          rest[c] = -factor[c] * sums[c] / Float(samples) - slope[c] * means[c]
        }
      }
      let (toX, toResidual) = try normalization.gradients(
        consume g, mask, factor, slope, rest, residual: residualTracked)
      let toScale = try Tensor(zip(products, inverse).map { $0 * $1 }, shape: [channels])
      return [toX, toScale, sum] + (hasResidual ? [toResidual] : [])
    }
  }

  /// self = (1 − fraction) · self + fraction · factor · target.
  private mutating func move(
    towards target: Tensor, times factor: Float = 1, by fraction: Float
  ) throws {
    let new = target.values()
    try withMutableValues { values in
      for i in values.indices {
        values[i] += fraction * (factor * new[i] - values[i])
      }
    }
  }
}
