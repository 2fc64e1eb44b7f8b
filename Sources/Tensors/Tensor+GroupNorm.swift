extension Tensor {
  /// Each image's groups of channels to mean 0 and variance 1 over channels and places, then
  /// weight · x + bias for each channel, as PyTorch's `group_norm`.
  /// - Shape: [n × c × h × w], unchanged; weight and bias are [c]; c is a multiple of `groups`.
  /// - Source: Wu & He 2018, "Group Normalization", Eq. 1–4.
  public func groupNorm(
    groups: Int, weight: Tensor, bias: Tensor, epsilon: Float = 1e-5,
    activation: Activation = .none
  ) throws -> Tensor {
    guard rank == 4, count > 0 else {
      throw Failure(
        "group norm", "the input is no batch of images", expected: "[n, c, h, w]", got: "\(shape)")
    }
    guard groups >= 1, shape[1].isMultiple(of: groups) else {
      throw Failure(
        "group norm", "channels do not make whole groups", expected: "a divisor of \(shape[1])",
        got: "\(groups)")
    }
    // A group is a row; a channel's own scale and shift are batch norm's, over statistics that stand.
    let width = count / shape[0] / groups
    let rows = try reshaped([shape[0] * groups, width]).layerNorm(
      weight: Tensor(repeating: 1, shape: [width]), bias: .zeros([width]), epsilon: epsilon)
    var still = RunningStatistics(
      mean: try .zeros([shape[1]]), variance: try Tensor(repeating: 1, shape: [shape[1]]))
    return try rows.reshaped(shape).batchNorm(
      scale: weight, shift: bias, statistics: &still, training: false, epsilon: 0,
      activation: activation)
  }
}
