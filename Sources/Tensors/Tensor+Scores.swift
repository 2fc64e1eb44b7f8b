import CKernels

/// One number for each row of a matrix of probabilities. NaN counts as 0.
extension Tensor {
  /// −Σ p·ln p of each row, in nats; 0·ln 0 is 0.
  /// - Shape: [n × classes] → n.
  public func entropyOfRows() throws -> [Float] {
    try unsafe rowScores("entropy of rows", rank: 2) { p, n, classes, out in
      unsafe ck_entropy_rows(p, n, classes, out)
    }
  }

  /// The largest element of each row, at least 0.
  /// - Shape: [n × classes] → n.
  public func largestOfRows() throws -> [Float] {
    try unsafe rowScores("largest of rows", rank: 2) { p, n, classes, out in
      unsafe ck_largest_rows(p, n, classes, out)
      return CK_OK
    }
  }

  /// How far the largest element of each row is above the second largest, both at least 0.
  /// - Shape: [n × classes] → n.
  public func marginOfRows() throws -> [Float] {
    try unsafe rowScores("margin of rows", rank: 2) { p, n, classes, out in
      unsafe ck_margin_rows(p, n, classes, out)
      return CK_OK
    }
  }

  /// What the samples tell about each row: the entropy of their mean minus the mean of their
  /// entropies, in nats.
  /// - Source: Houlsby, Huszár, Ghahramani & Lengyel 2011 (BALD).
  /// - Shape: [samples × n × classes] → n.
  public func mutualInformationOfRows() throws -> [Float] {
    let samples = Int64(shape.first ?? 0)
    return try unsafe rowScores("mutual information of rows", rank: 3) { p, n, classes, out in
      unsafe ck_information_rows(p, samples, n, classes, out)
    }
  }

  private func rowScores(
    _ who: String, rank wanted: Int,
    _ kernel: (UnsafePointer<Float>, Int64, Int64, UnsafeMutablePointer<Float>) -> ck_status
  ) throws -> [Float] {
    guard rank == wanted, wanted == 2 || shape[0] > 0 else {
      throw Failure(
        who, "wrong shape",
        expected: wanted == 2 ? "[n × classes]" : "[samples × n × classes], samples from 1",
        got: "\(shape)")
    }
    let (n, classes) = (shape[wanted - 2], shape[wanted - 1])
    let p = try detached().plain()
    var status = CK_OK
    let scores = unsafe [Float](unsafeUninitializedCapacity: n) { buffer, filled in
      if let out = buffer.baseAddress {
        unsafe out.initialize(repeating: 0, count: n)
        status = unsafe kernel(p.storage.pointer, Int64(n), Int64(classes), out)
      }
      filled = n
    }
    try Tensor.check(status, for: who)
    return scores
  }
}
