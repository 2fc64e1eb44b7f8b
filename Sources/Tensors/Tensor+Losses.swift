import CKernels

extension Tensor {
  /// Σ_i w_i · −ln softmax_i[t_i] over rows of logits; each w_i is 1/n unless given.
  /// - Shape: [n × k] logits and n targets → scalar.
  public func crossEntropy(targets: [Int], weights: [Float]? = nil) throws -> Tensor {
    guard rank == 2, shape[0] == targets.count, shape[0] > 0, shape[1] > 0 else {
      throw Failure(
        "cross entropy", "logits and targets do not fit", expected: "[\(targets.count), classes]",
        got: "logits \(shape), \(targets.count) targets")
    }
    let (n, classes) = (shape[0], shape[1])
    if let wrong = targets.first(where: { !(0..<classes).contains($0) }) {
      throw Failure(
        "cross entropy", "unknown class", expected: "\(indicesBelow: classes)",
        got: "\(index: wrong)", code: .outOfRange)
    }
    let weights = weights ?? [Float](repeating: 1 / Float(n), count: n)
    guard weights.count == n else {
      throw Failure("cross entropy", "wrong weights", expected: "\(n)", got: "\(weights.count)")
    }
    let x = try detached().plain()
    let p = try Tensor(unset: shape)
    let classesOfRows = targets.map(Int64.init)
    var loss = 0.0
    try Tensor.check(
      unsafe ck_cross_entropy(
        x.storage.pointer, classesOfRows, weights, p.storage.pointer, Int64(n), Int64(classes),
        &loss), for: "cross entropy")
    return try Tape.record(Tensor(Float(loss)), of: "cross entropy", from: [self]) { gradient in
      let output = try Tensor(unset: p.shape)
      unsafe ck_cross_entropy_backward(
        p.storage.pointer, classesOfRows, weights, try gradient.item(), output.storage.pointer,
        Int64(n), Int64(classes))
      return [output]
    }
  }

  /// The mean of (x − target)² over all elements; the target may be tracked, too.
  /// - Shape: equal shapes → scalar.
  public func meanSquaredError(_ target: Tensor) throws -> Tensor {
    guard shape == target.shape, count > 0 else {
      throw Failure(
        "mean squared error", "the shapes differ or are empty", expected: "\(shape)",
        got: "\(target.shape)")
    }
    let (x, t) = try (detached().plain(), target.detached().plain())
    let n = count
    var error = 0.0
    try Tensor.check(
      unsafe ck_squared_error(x.storage.pointer, t.storage.pointer, Int64(n), &error),
      for: "mean squared error")
    let (xTracked, tTracked) = (isTracked, target.isTracked)
    return try Tape.record(
      Tensor(Float(error / Double(n))), of: "mean squared error", from: [self, target]
    ) { gradient in
      let factor = 2 * (try gradient.item()) / Float(n)
      func difference(_ a: Tensor, _ b: Tensor) throws -> Tensor {
        let output = try Tensor(unset: a.shape)
        unsafe ck_difference(
          a.storage.pointer, b.storage.pointer, factor, output.storage.pointer, Int64(n))
        return output
      }
      return [try xTracked ? difference(x, t) : nil, try tTracked ? difference(t, x) : nil]
    }
  }

  /// The Kullback–Leibler divergence (1/n) Σ p · ln(p / self), with 0 · ln 0 = 0; p is a constant.
  /// - Shape: rows of probabilities [n × k], both → scalar.
  public func klDivergence(from p: Tensor) throws -> Tensor {
    guard rank == 2, shape == p.shape, count > 0 else {
      throw Failure(
        "kl divergence", "not two matrices of one shape", expected: "\(shape)", got: "\(p.shape)")
    }
    guard !p.isTracked else {
      throw Failure("kl divergence", "the target distribution is tracked", expected: "a constant")
    }
    let (q, target) = try (detached().plain(), p.plain())
    let (n, total) = (shape[0], count)
    var sum = 0.0
    try Tensor.check(
      unsafe ck_divergence(target.storage.pointer, q.storage.pointer, Int64(total), &sum),
      for: "kl divergence")
    return try Tape.record(
      Tensor(Float(sum / Double(n))), of: "kl divergence", from: [self]
    ) { gradient in
      let output = try Tensor(unset: q.shape)
      unsafe ck_divergence_backward(
        target.storage.pointer, q.storage.pointer, try gradient.item() / Float(n),
        output.storage.pointer, Int64(total))
      return [output]
    }
  }
}
