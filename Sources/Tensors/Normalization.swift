import CKernels

/// y = factor · x + offset + residual by channel, and ReLU: what batch normalisation comes down to
/// once the statistics are known, and its way back.
struct Normalization {
  let x: Tensor
  let view: ck_view
  /// In the layout of `x`, as everything here.
  let residual: Tensor?
  /// One value for each channel.
  let factor: Tensor, offset: Tensor
  let hasRelu: Bool

  private func scaling(with residual: Tensor?) -> ck_scaling {
    unsafe ck_scaling(
      x: UnsafeRawPointer(x.storage.raw),
      residual: residual.map { unsafe UnsafeRawPointer($0.storage.raw) },
      factor: UnsafePointer(factor.storage.pointer), offset: UnsafePointer(offset.storage.pointer),
      relu: hasRelu)
  }

  func callAsFunction() throws -> Tensor {
    let y = try Storage(like: x.storage)
    unsafe ck_channel_scale(scaling(with: residual), view, y.raw)
    return Tensor(shape: x.shape, storage: y)
  }

  /// Σ dy and Σ dy · (x − mean) of each channel, dy counted where ReLU let the value through.
  /// - Parameter y: the result; nil where it is to be computed again, as without a residual.
  func sums(_ gradient: Tensor, y: Tensor?, mean: Tensor) throws -> (sum: Tensor, product: Tensor) {
    let (sum, product) = try (Tensor(unset: mean.shape), Tensor(unset: mean.shape))
    try Tensor.check(
      unsafe ck_moments_backward(
        scaling(with: nil), y?.storage.raw, gradient.storage.raw, view, mean.storage.pointer,
        sum.storage.pointer, product.storage.pointer),
      for: "batch norm")
    return (sum, product)
  }

  /// a · dy + b · x + c by channel, and dy itself for the residual where there is one.
  func gradients(
    _ gradient: consuming Tensor, y: Tensor?, _ a: [Float], _ b: [Float], _ c: [Float],
    residual: Bool
  ) throws -> (x: Tensor, residual: Tensor?) {
    var gradient = gradient
    let toResidual = try residual ? Storage(like: x.storage) : nil
    let toX = try gradient.reusedStorage()
    unsafe ck_channel_gradient(
      scaling(with: nil), y?.storage.raw, gradient.storage.raw, view, a, b, c, toX.raw,
      toResidual?.raw)
    return (
      Tensor(shape: x.shape, storage: toX), toResidual.map { Tensor(shape: x.shape, storage: $0) }
    )
  }
}
