import CKernels

extension Tensor {
  /// weight · (x − mean) / √(variance + epsilon) + bias over each row, as PyTorch's `layer_norm`.
  /// - Shape: [n × d], or anything whose last axis is d; weight and bias are [d].
  /// - Source: Ba, Kiros and Hinton 2016, §3.
  public func layerNorm(weight: Tensor, bias: Tensor, epsilon: Float = 1e-5) throws -> Tensor {
    guard rank >= 1, count > 0 else {
      throw Failure("layer norm", "there are no rows", expected: "[n, d]", got: "\(shape)")
    }
    let width = shape[rank - 1]
    let over = ck_normal(
      rows: Int64(count / width), width: Int64(width), spatial: 0, block: 1,
      type: CK_FLOAT32)
    return try normalized("layer norm \(width)", plain(), over, weight, bias, epsilon)
  }

  /// Layer norm over the channels at each position of images, as ConvNeXt's.
  /// - Shape: [n × c × h × w], unchanged; weight and bias are [c].
  /// - Source: Liu et al. 2022, "A ConvNet for the 2020s", §2.6.
  public func channelNorm(weight: Tensor, bias: Tensor, epsilon: Float = 1e-6) throws -> Tensor {
    guard rank == 4, count > 0 else {
      throw Failure(
        "channel norm", "the input is no batch of images", expected: "[n, c, h, w]",
        got: "\(shape)")
    }
    var (x, view) = try channelView(either: true)
    if view.block != 1 && view.block != 16 && view.block != view.channels {
      (x, view.block, view.type) = (try plain(), 1, CK_FLOAT32)
    }
    // Channels that lie together at each position are rows.
    let isRows = view.block == view.channels && view.block != 16
    let over = ck_normal(
      rows: isRows ? view.n * view.spatial : view.n, width: view.channels,
      spatial: isRows ? 0 : view.spatial, block: view.block, type: view.type)
    return try normalized("channel norm \(view.channels)", x, over, weight, bias, epsilon)
  }

  private func normalized(
    _ name: String, _ source: Tensor, _ over: ck_normal, _ weight: Tensor, _ bias: Tensor,
    _ epsilon: Float
  ) throws -> Tensor {
    let width = Int(over.width)
    for tensor in [weight, bias] where tensor.shape != [width] {
      throw Failure(name, "wrong parameters", expected: "[\(width)]", got: "\(tensor.shape)")
    }
    guard epsilon >= 0 else {
      throw Failure(name, "wrong epsilon", expected: "a number from 0 on", got: "\(epsilon)")
    }
    let x = source.detached()
    let (w, b) = try (weight.detached().plain(), bias.detached().plain())
    let places = Int(over.rows * Swift.max(over.spatial, 1))
    let (mean, inverse) = try (Tensor(unset: [places]), Tensor(unset: [places]))
    func forward() throws -> Tensor {
      let y = try Storage(like: x.storage)
      unsafe ck_normalize(
        x.storage.raw, over, w.storage.pointer, b.storage.pointer, epsilon, y.raw,
        mean.storage.pointer, inverse.storage.pointer)
      return Tensor(shape: x.shape, storage: y)
    }
    // The argument is kept anyway; who needs the result on the way back computes it again.
    let isRecorded = isTracked || weight.isTracked || bias.isTracked
    let y = Tensor(
      shape: shape, storage: try forward().storage,
      recomputation: isRecorded ? Recomputation(forward) : nil)
    return try Tape.record(y, of: name, from: [self, weight, bias]) { gradient in
      var g = try gradient.laidOut(like: x)
      let (toWeight, toBias) = try (Tensor(unset: [width]), Tensor(unset: [width]))
      let output = try g.reusedStorage()
      try Tensor.check(
        unsafe ck_normalize_backward(
          x.storage.raw, over, w.storage.pointer, mean.storage.pointer,
          inverse.storage.pointer, g.storage.raw, output.raw, toWeight.storage.pointer,
          toBias.storage.pointer),
        for: name)
      return [Tensor(shape: x.shape, storage: output), toWeight, toBias]
    }
  }
}
