import CKernels

/// y = factor · x + offset + residual by channel, and ReLU: what batch normalisation comes down to
/// once the statistics are known, and its way back.
struct Normalization {
  let x: Tensor
  let view: ck_view
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

  /// - Parameters:
  ///   - residual: in any layout; y takes its memory where nobody else needs it.
  ///   - mask: where to mark what ReLU lets through.
  func callAsFunction(
    adding residual: consuming Tensor? = nil, marking mask: Mask? = nil
  ) throws -> Tensor {
    var added = try (consume residual)?.laidOut(like: x)
    let y = try added?.reusedStorage() ?? Storage(like: x.storage)
    unsafe ck_channel_scale(scaling(with: added), view, y.raw, mask?.words)
    return Tensor(shape: x.shape, storage: y)
  }

  /// Room for a bit an element.
  func mask() throws -> Mask { try Mask(bytes: ck_passed_bytes(view)) }

  /// Σ dy and Σ dy · (x − mean) of each channel, dy counted where ReLU let the value through.
  /// - Parameter mask: nil where that is to be computed again, as without a residual.
  func sums(
    _ gradient: Tensor, _ mask: Mask?, mean: Tensor
  ) throws -> (sum: Tensor, product: Tensor) {
    let (sum, product) = try (Tensor(unset: mean.shape), Tensor(unset: mean.shape))
    try Tensor.check(
      unsafe ck_moments_backward(
        scaling(with: nil), mask?.words, gradient.storage.raw, view, mean.storage.pointer,
        sum.storage.pointer, product.storage.pointer),
      for: "batch norm")
    return (sum, product)
  }

  /// a · dy + b · x + c by channel, and dy itself for the residual where there is one.
  func gradients(
    _ gradient: consuming Tensor, _ mask: Mask?, _ a: [Float], _ b: [Float], _ c: [Float],
    residual: Bool
  ) throws -> (x: Tensor, residual: Tensor?) {
    var gradient = consume gradient
    let toResidual = try residual ? Storage(like: x.storage) : nil
    let toX = try gradient.reusedStorage()
    unsafe ck_channel_gradient(
      scaling(with: nil), mask?.words, gradient.storage.raw, view, a, b, c, toX.raw,
      toResidual?.raw)
    return (
      Tensor(shape: x.shape, storage: toX), toResidual.map { Tensor(shape: x.shape, storage: $0) }
    )
  }
}
