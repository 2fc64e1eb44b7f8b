extension Tensor {
  /// A sample of N(mean, e^logVariance) for each element, self being the mean: mean + e^(½·ln σ²)·ε,
  /// so that gradients reach both. Takes one word of the stream an element, in row-major order.
  /// - Source: Kingma and Welling 2014, §2.4 (the reparameterization trick).
  /// - Shape: equal shapes, unchanged.
  public func sampledGaussian(
    logVariance: Tensor, using random: inout Random
  ) throws -> Tensor {
    guard shape == logVariance.shape else {
      throw Failure(
        "sampled gaussian", "mean and log variance differ in shape", expected: "\(shape)",
        got: "\(logVariance.shape)")
    }
    return try self + (logVariance * 0.5).exp() * random.normal(shape: shape)
  }
}
