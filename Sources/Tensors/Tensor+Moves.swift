import CKernels

extension Tensor {
  /// Moves each element towards another tensor's by a share of the way, in place.
  public mutating func approach(_ target: Tensor, by share: Float) throws {
    try check("approach", [target])
    let x = try target.plain()
    try makeWritable()
    unsafe ck_approach(x.storage.pointer, share, storage.pointer, Int64(count))
  }

  /// Multiplies each element, in place.
  public mutating func scale(by factor: Float) throws {
    try makeWritable()
    unsafe ck_scale(storage.pointer, factor, 0, storage.pointer, Int64(count))
  }

  /// Cuts each element to [−limit, limit], in place; what is not a number stays.
  public mutating func clamp(to limit: Float) throws {
    try makeWritable()
    unsafe ck_clamp(limit, storage.pointer, Int64(count))
  }

  /// Σ x² in double precision; the same bits on any number of threads.
  public func sumOfSquares() throws -> Double {
    let x = try detached().plain()
    var sum = 0.0
    try Tensor.check(
      unsafe ck_sum_of_squares(x.storage.pointer, Int64(count), &sum), for: "sum of squares")
    return sum
  }
}
