import CKernels

extension Tensor {
  /// The normalised temperature-scaled cross entropy of pairs of views: the mean over rows i of
  /// −ln(e^(s_ij/τ) / Σ_{k≠i} e^(s_ik/τ)), with s the cosine similarity and j the other view of i.
  /// - Shape: [2n × d], rows i and i + n being views of one image → scalar.
  /// - Source: Chen et al. 2020 (SimCLR), Eq. 1 and algorithm 1.
  public func ntXent(temperature: Float) throws -> Tensor {
    guard rank == 2, shape[0] >= 2, shape[0].isMultiple(of: 2), shape[1] > 0 else {
      throw Failure("nt-xent", "the rows are no pairs", expected: "[2n, d]", got: "\(shape)")
    }
    guard temperature > 0, temperature.isFinite else {
      throw Failure(
        "nt-xent", "wrong temperature", expected: "a number above 0", got: "\(temperature)")
    }
    let z = try normalizedRows()
    return try z.matmul(z, transposeOther: true).pairEntropy(scale: 1 / temperature)
  }

  /// Mean cross entropy of scale · self without its diagonal, the class of row i being i ± n.
  private func pairEntropy(scale: Float) throws -> Tensor {
    let n = shape[0]
    let p = try Tensor(unset: shape)
    let s = try detached().plain()
    var loss = 0.0
    try Tensor.check(
      unsafe ck_pair_entropy(s.storage.pointer, scale, p.storage.pointer, Int64(n), &loss),
      for: "nt-xent")
    return try Tape.record(Tensor(Float(loss / Double(n))), of: "nt-xent", from: [self]) {
      gradient in
      let output = try Tensor(unset: p.shape)
      unsafe ck_pair_entropy_backward(
        p.storage.pointer, try gradient.item() * scale / Float(n), output.storage.pointer,
        Int64(n))
      return [output]
    }
  }
}
