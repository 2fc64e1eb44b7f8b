import CKernels

extension Tensor {
  /// One step of RMSprop in place, as PyTorch's: g is divided by √(square) + epsilon, or, with
  /// `mean`, by √(square − mean²) + epsilon; with `velocity` the quotients gather momentum.
  /// - Source: Tieleman and Hinton 2012, lecture 6.5; centred, Graves 2013, §4.2.
  /// - Parameters:
  ///   - square, mean: running means of g² and g, which move by 1 − smoothing; zeros at first.
  ///   - velocity: zeros at first; nil without momentum.
  public mutating func rmspropStep(
    gradient: Tensor, square: inout Tensor, mean: inout Tensor?, velocity: inout Tensor?,
    rate: Float, smoothing: Float = 0.99, epsilon: Float = 1e-8, weightDecay: Float = 0,
    momentum: Float = 0
  ) throws {
    try check("rmsprop", [gradient, square] + [mean, velocity].compactMap(\.self))
    let g = try gradient.plain()
    try makeWritable()
    try square.makeWritable()
    try mean?.makeWritable()
    try velocity?.makeWritable()
    let options = ck_rmsprop(
      rate: rate, smoothing: smoothing, epsilon: epsilon, weight_decay: weightDecay,
      momentum: momentum)
    unsafe ck_rmsprop_step(
      options, g.storage.pointer, square.storage.pointer, mean?.storage.pointer,
      velocity?.storage.pointer, storage.pointer, Int64(count))
  }
}
