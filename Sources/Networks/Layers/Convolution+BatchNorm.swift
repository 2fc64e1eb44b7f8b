import Tensors

extension Convolution {
  /// The convolution and the batch normalisation that follows it.
  ///
  /// Where nothing is learned, the normalisation is a factor and an offset for each channel, which become
  /// part of the weights: one pass over memory instead of two.
  /// - Shape: `x` is [n] + input → [n] + output.
  func callAsFunction(_ x: Tensor, then norm: BatchNorm, _ pass: Pass) throws -> Tensor {
    guard !pass.isRecorded, !pass.isTraining, activation == .none else {
      return try norm(self(x, pass), pass)
    }
    let (factor, offset) = try norm.folded()
    let weight = map.weight.value
    let scaled = try weight.reshaped([output, -1]) * factor.reshaped([output, 1])
    let bias = try map.bias.map { try $0.value * factor + offset } ?? offset
    return try x.convolution(
      weight: scaled.reshaped(weight.shape), bias: bias, stride: stride, padding: padding,
      groups: groups, activation: norm.activation, precision: pass.precision)
  }
}
