import Tensors

/// One convolution of a network, run alone on operands that lie as they do inside the network.
struct ConvolutionReplay {
  let work: Profile.Work
  /// How often a run of the case has it.
  let calls: Int
  /// Whether the gradient of its input was asked for.
  let givesInputGradient: Bool
  private let stride: Int, padding: Int, outputPadding: Int

  private var isTransposed: Bool { work.operation.hasPrefix("transposed") }

  /// Nil for an operation that is no convolution.
  init?(_ forward: Profile.Row, backward: Profile.Row?) {
    work = forward.work
    calls = forward.calls
    givesInputGradient = (backward?.flops ?? 0) > forward.flops
    guard work.operation.contains("convolution "), work.inputs.count >= 2,
      let steps = Self.steps(work)
    else { return nil }
    (stride, padding, outputPadding) = steps
  }

  /// The smallest stride, and with it the padding nearest to half the kernel, that explain the
  /// shapes.
  private static func steps(_ work: Profile.Work) -> (Int, Int, Int)? {
    let (x, w, y) = (work.inputs[0], work.inputs[1], work.result)
    guard x.count == 4, w.count == 4, y.count == 4 else { return nil }
    let transposed = work.operation.hasPrefix("transposed")
    let (large, small, kernel) = transposed ? (y[2], x[2], w[2]) : (x[2], y[2], w[2])
    for stride in 1...8 {
      let paddings = (0..<max(1, kernel)).sorted {
        abs(2 * $0 - kernel + 1) < abs(2 * $1 - kernel + 1)
      }
      for padding in paddings {
        let rest = large + 2 * padding - kernel - (small - 1) * stride
        if (0..<stride).contains(rest) { return (stride, padding, transposed ? rest : 0) }
      }
    }
    return nil
  }

  /// Median milliseconds of one call in each direction.
  func time(_ precision: Precision, runs: Int) throws -> ConvolutionTimes {
    let x = try operand(precision)
    let weight = try Rule.tensor("weight", work.inputs[1])
    let clock = ContinuousClock()
    let forward = try Self.median(of: runs) {
      let start = clock.now
      _ = try apply(x, weight, precision)
      return (clock.now - start) / .milliseconds(1)
    }
    let toWeight = try Self.median(of: runs) {
      let tape = Tape()
      let leaf = tape.variable(weight)
      return try backward(tape, leaf, precision) { try apply(x, leaf, precision) }
    }
    guard givesInputGradient else {
      return ConvolutionTimes(forward: forward, input: 0, weight: toWeight)
    }
    let toInput = try Self.median(of: runs) {
      let tape = Tape()
      let leaf = tape.variable(x)
      return try backward(tape, leaf, precision) { try apply(leaf, weight, precision) }
    }
    return ConvolutionTimes(forward: forward, input: toInput, weight: toWeight)
  }

  private func apply(_ x: Tensor, _ weight: Tensor, _ precision: Precision) throws -> Tensor {
    isTransposed
      ? try x.transposedConvolution(
        weight: weight, stride: stride, padding: padding, outputPadding: outputPadding,
        precision: precision)
      : try x.convolution(
        weight: weight, stride: stride, padding: padding,
        groups: work.inputs[0][1] / work.inputs[1][1], precision: precision)
  }

  /// The input: what an earlier convolution left, in its layout and precision, except for images.
  private func operand(_ precision: Precision) throws -> Tensor {
    let shape = work.inputs[0]
    let plain = try Rule.tensor("input", shape)
    guard shape[1] >= 8 else { return plain }
    let map = try Rule.tensor("map", [shape[1], shape[1], 1, 1])
    return try plain.convolution(weight: map, precision: precision)
  }

  /// Milliseconds of the backward half alone; the gradient comes from a later convolution, or from
  /// the loss where the result is an image.
  private func backward(
    _ tape: Tape, _ leaf: Tensor, _ precision: Precision, of forward: () throws -> Tensor
  ) throws -> Double {
    let profile = Profile()
    return try profile.measure {
      let y = try forward()
      let loss: Tensor
      if y.shape[1] >= 8 {
        let tail = try Rule.tensor("tail", [16, y.shape[1], 1, 1])
        loss = try y.convolution(weight: tail, precision: precision).sum()
      } else {
        loss = try y.meanSquaredError(.zeros(y.shape))
      }
      _ = try tape.gradients(of: loss, for: [leaf])
      let row = profile.rows.first {
        $0.direction == .backward && $0.work.operation == work.operation
          && $0.work.result == work.result
      }
      guard let row else { throw Failure(work.operation, "its backward half was not measured") }
      return 1e3 * row.seconds
    }
  }

  private static func median(of runs: Int, _ body: () throws -> Double) throws -> Double {
    _ = try body()
    let times = try (0..<max(1, runs)).map { _ in try body() }.sorted()
    return times[times.count / 2]
  }
}

/// Milliseconds in each direction.
struct ConvolutionTimes: Encodable {
  var forward: Double
  /// Of the gradient of the input.
  var input: Double
  /// Of the gradient of the weights.
  var weight: Double
}
