import Tensors

/// Batch normalisation over everything but the channel axis, optionally followed by ReLU.
/// - Shape: c×h×w or c → the same.
/// - Source: Ioffe & Szegedy 2015. Momentum 0.1 and ε 1e-5, PyTorch's defaults.
public struct BatchNorm: Layer {
  let channels: Int
  let activation: Tensor.Activation
  let weight: Parameter
  let bias: Parameter
  let runningMean: Parameter
  let runningVariance: Parameter

  public init(_ channels: Int, activation: Tensor.Activation = .none) throws {
    self.channels = channels
    self.activation = activation
    weight = Parameter(try Tensor(repeating: 1, shape: [channels]))
    bias = Parameter(try .zeros([channels]))
    runningMean = Parameter(try .zeros([channels]), isTrained: false)
    runningVariance = Parameter(try Tensor(repeating: 1, shape: [channels]), isTrained: false)
  }

  public var parameters: [NamedParameter] {
    [
      .init("weight", weight), .init("bias", bias),
      .init("running_mean", runningMean), .init("running_var", runningVariance),
    ]
  }

  public func outputShape(for shape: [Int]) throws -> [Int] {
    guard shape.first == channels, shape.count == 1 || shape.count == 3 else {
      throw misfit(shape, expected: "\(channels) or \(channels)×h×w")
    }
    return shape
  }

  public func callAsFunction(_ x: Tensor, _ pass: Pass) throws -> Tensor {
    try callAsFunction(x, adding: nil, pass)
  }

  /// The same with a residual, which is added before the activation.
  /// - Shape: `residual` is that of `x`.
  func callAsFunction(_ x: Tensor, adding residual: Tensor?, _ pass: Pass) throws -> Tensor {
    // What moves all the way from 0 is the batch's own, to the last bit.
    let zero = try Tensor.zeros([channels])
    var statistics =
      pass.moments == nil
      ? RunningStatistics(mean: runningMean.value, variance: runningVariance.value)
      : RunningStatistics(mean: zero, variance: zero)
    let y = try x.batchNorm(
      scale: pass.use(weight), shift: pass.use(bias), statistics: &statistics,
      training: pass.isTraining, momentum: pass.moments == nil ? 0.1 : 1, epsilon: 1e-5,
      adding: residual, activation: activation)
    if let moments = pass.moments {
      moments.add(
        statistics, count: x.count / channels, mean: runningMean, variance: runningVariance)
    } else if pass.isTraining {
      runningMean.value = statistics.mean
      runningVariance.value = statistics.variance
    }
    return y
  }

  /// What the running statistics make of it: y = factor · x + offset, both [channels].
  func folded() throws -> (factor: Tensor, offset: Tensor) {
    let factor = try weight.value / (runningVariance.value + 1e-5).sqrt()
    return (factor, try bias.value - runningMean.value * factor)
  }

  public var description: String {
    "batch_norm \(channels)" + (activation == .relu ? " + relu" : "")
  }
}
