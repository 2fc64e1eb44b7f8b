import CKernels

extension Tensor {
  /// The mean of −w·(t·ln x + (1 − t)·ln(1 − x)) over all elements, of probabilities x; no logarithm
  /// counts as less than −100, as in PyTorch's `binary_cross_entropy`.
  /// - Parameter weights: w, one for each row (entry along the first axis); 1 unless given.
  /// - Shape: equal shapes → scalar.
  /// - Throws: where a probability or target is below 0 or above 1, or a target is tracked.
  public func binaryCrossEntropy(targets: Tensor, weights: [Float]? = nil) throws -> Tensor {
    let name = "binary cross entropy"
    let (x, t) = try binaryOperands(name, targets)
    guard unsafe ck_within_unit(x.storage.pointer, Int64(count)) else {
      throw Failure(name, "the inputs are no probabilities", expected: "numbers from 0 to 1")
    }
    let rows = shape.first ?? 1
    guard weights == nil || weights?.count == rows else {
      throw Failure(
        name, "wrong weights", expected: "\(rows), one for each row", got: "\(weights?.count ?? 0)")
    }
    let (total, width) = (Int64(count), Int64(count / rows))
    var loss = 0.0
    try Tensor.check(
      unsafe ck_binary_entropy(
        x.storage.pointer, t.storage.pointer, weights, width, total, &loss), for: name)
    return try Tape.record(Tensor(Float(loss / Double(total))), of: name, from: [self]) {
      gradient in
      let output = try Tensor(unset: x.shape)
      unsafe ck_binary_entropy_backward(
        x.storage.pointer, t.storage.pointer, weights, width,
        try gradient.item() / Float(total), output.storage.pointer, total)
      return [output]
    }
  }

  /// Binary cross entropy of the probabilities 1 / (1 + e^−x), computed from the logits x, which
  /// loses no digits where a probability is nearly 0 or 1; the mean over all elements.
  /// - Shape: equal shapes → scalar.
  /// - Throws: where a target is below 0 or above 1, or tracked.
  public func binaryCrossEntropyWithLogits(targets: Tensor) throws -> Tensor {
    let name = "binary cross entropy with logits"
    let (x, t) = try binaryOperands(name, targets)
    let total = Int64(count)
    var loss = 0.0
    try Tensor.check(
      unsafe ck_binary_entropy_of_logits(x.storage.pointer, t.storage.pointer, total, &loss),
      for: name)
    return try Tape.record(Tensor(Float(loss / Double(total))), of: name, from: [self]) {
      gradient in
      let output = try Tensor(unset: x.shape)
      unsafe ck_binary_entropy_of_logits_backward(
        x.storage.pointer, t.storage.pointer, try gradient.item() / Float(total),
        output.storage.pointer, total)
      return [output]
    }
  }

  private func binaryOperands(_ name: String, _ targets: Tensor) throws -> (Tensor, Tensor) {
    guard shape == targets.shape, count > 0 else {
      throw Failure(
        name, "the shapes differ or are empty", expected: "\(shape)", got: "\(targets.shape)")
    }
    guard !targets.isTracked else {
      throw Failure(name, "the targets are tracked", expected: "constants")
    }
    let t = try targets.plain()
    guard unsafe ck_within_unit(t.storage.pointer, Int64(count)) else {
      throw Failure(name, "the targets are no probabilities", expected: "numbers from 0 to 1")
    }
    return (try detached().plain(), t)
  }
}
