import CKernels

extension Tensor {
  /// The tensor in memory without gaps: as it lies where that is in whole blocks, else row-major;
  /// of either type.
  func dense() throws -> Tensor { rank == 4 ? try channelView(either: true).tensor : try plain() }

  /// x · Φ(x), with the normal distribution Φ itself, not an approximation by tanh.
  /// - Source: Hendrycks and Gimpel 2016, "Gaussian error linear units".
  public func gelu() throws -> Tensor {
    let x = try detached().dense()
    let count = Int64(count)
    func forward() throws -> Tensor {
      let y = try Storage(like: x.storage)
      unsafe ck_gelu(x.storage.raw, x.storage.type, y.raw, count)
      return Tensor(shape: x.shape, storage: y)
    }
    // The argument is kept anyway; who needs the result on the way back computes it again.
    let y = Tensor(
      shape: shape, storage: try forward().storage,
      recomputation: isTracked ? Recomputation(forward) : nil)
    return try Tape.record(y, of: "gelu", from: [self]) { gradient in
      var g = try gradient.laidOut(like: x)
      let output = try g.reusedStorage()
      unsafe ck_gelu_backward(x.storage.raw, x.storage.type, g.storage.raw, output.raw, count)
      return [Tensor(shape: x.shape, storage: output)]
    }
  }

  /// x where it is not negative, slope · x where it is.
  /// - Source: Maas, Hannun and Ng 2013, §2.
  /// - Throws: where the slope is not a number from 0 to 1.
  public func leakyRelu(slope: Float = 0.01) throws -> Tensor {
    guard (0...1).contains(slope) else {
      throw Failure("leaky relu", "wrong slope", expected: "a number from 0 to 1", got: "\(slope)")
    }
    let x = try detached().dense()
    let y = Tensor(shape: shape, storage: try Storage(like: x.storage))
    let count = Int64(count)
    unsafe ck_leaky_relu(x.storage.raw, x.storage.type, slope, y.storage.raw, count)
    return try Tape.record(y, of: "leaky relu", from: [self]) { gradient in
      // The result is positive where x is, and is kept anyway by what comes next.
      var g = try gradient.laidOut(like: y)
      let output = try g.reusedStorage()
      unsafe ck_leaky_relu_backward(
        y.storage.raw, y.storage.type, slope, g.storage.raw, output.raw, count)
      return [Tensor(shape: y.shape, storage: output)]
    }
  }
}
