import CKernels

extension Tensor {
  /// What a layer does to its sums before handing them on, in the same pass over memory.
  public enum Activation: String, Codable, Sendable {
    /// Nothing.
    case none
    /// Negative values become 0.
    case relu
  }

  /// The convolution of images with kernels, as PyTorch's `conv2d`.
  /// - Parameter precision: with bfloat16, the result is bfloat16 too until somebody looks at it.
  /// - Shape: [n × I × h × w] → [n × O × (h + 2·padding − kh) / stride + 1 × …]; weight is
  ///   [O × I/groups × kh × kw], bias [O].
  public func convolution(
    weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Int = 0, groups: Int = 1,
    activation: Activation = .none, precision: Precision = .float32
  ) throws -> Tensor {
    let geometry = try Geometry(
      input: shape, weight: weight.shape, bias: bias?.shape, stride: stride, padding: padding,
      groups: groups, precision: precision)
    let (x, w, b) = (detached(), try weight.detached().plain(), try bias?.detached().plain())
    let y = try geometry.convolve(x, w, b, activation)
    let (xTracked, wTracked, bTracked) = (isTracked, weight.isTracked, bias?.isTracked ?? false)
    let kept = wTracked || bTracked ? Kept(x) : nil
    return try Tape.record(
      y, of: geometry.name, from: [self, weight] + (bias.map { [$0] } ?? [])
    ) { [y = activation == .relu ? y : nil] gradient in
      let g = try y.map { try Tensor.masked(gradient, where: $0) } ?? gradient
      var (toWeight, toBias): (Tensor?, Tensor?)
      if let kept {
        (toWeight, toBias) = try geometry.weightGradients(kept.values(), g, bias: bTracked)
      }
      let toInput = xTracked ? try geometry.convolveTransposed(g, w, nil, .none) : nil
      return [toInput, toWeight, toBias]
    }
  }

  /// The transposed convolution, as PyTorch's `conv_transpose2d`.
  /// - Shape: [n × I × h × w] → [n × O × (h − 1)·stride − 2·padding + kh + outputPadding × …];
  ///   weight is [I × O × kh × kw], bias [O].
  public func transposedConvolution(
    weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Int = 0, outputPadding: Int = 0,
    activation: Activation = .none, precision: Precision = .float32
  ) throws -> Tensor {
    let geometry = try Geometry(
      transposedInput: shape, weight: weight.shape, bias: bias?.shape, stride: stride,
      padding: padding, outputPadding: outputPadding, precision: precision)
    let (x, w, b) = (detached(), try weight.detached().plain(), try bias?.detached().plain())
    let y = try geometry.convolveTransposed(x, w, b, activation)
    let (xTracked, wTracked, bTracked) = (isTracked, weight.isTracked, bias?.isTracked ?? false)
    let kept = wTracked ? Kept(x) : nil
    return try Tape.record(
      y, of: geometry.name, from: [self, weight] + (bias.map { [$0] } ?? [])
    ) { [y = activation == .relu ? y : nil] gradient in
      let g = try y.map { try Tensor.masked(gradient, where: $0) } ?? gradient
      let toBias = bTracked ? try g.channelSum() : nil
      let toWeight = try kept.map {
        try geometry.weightGradients(g, $0.values(), bias: false).weight
      }
      let toInput = xTracked ? try geometry.convolve(g, w, nil, .none) : nil
      return [toInput, toWeight, toBias]
    }
  }

  /// The gradient where an output after ReLU is positive, 0 elsewhere.
  static func masked(_ gradient: consuming Tensor, where output: Tensor) throws -> Tensor {
    var gradient = try gradient.laidOut(like: output)
    let result = try gradient.reusedStorage()
    if output.storage.type == CK_BFLOAT16 {
      unsafe ck_mask_bf16(
        output.storage.halves, gradient.storage.halves, result.halves, Int64(result.capacity))
    } else {
      unsafe ck_unary_backward(
        CK_RELU, output.storage.pointer, output.storage.pointer, gradient.storage.pointer,
        result.pointer, Int64(result.capacity))
    }
    return Tensor(shape: gradient.shape, storage: result)
  }
}
