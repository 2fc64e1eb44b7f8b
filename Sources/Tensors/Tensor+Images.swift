import CKernels

extension Tensor {
  /// Chosen images of a byte store as numbers: (byte · scale − mean_c) / deviation_c.
  /// - Parameter parallel: false: all on the calling thread, which then may be any.
  /// - Shape: `shape` is [c, h, w] of one image → [rows × c × h × w].
  public static func images(
    _ bytes: borrowing Span<UInt8>, rows: [Int], shape: [Int], scale: Float, mean: [Float],
    deviation: [Float], parallel: Bool = true
  ) throws -> Tensor {
    guard shape.count == 3, shape.allSatisfy({ $0 > 0 }) else {
      throw Failure("images", "wrong shape", expected: "[c, h, w]", got: "\(shape)")
    }
    let (channels, plane) = (shape[0], shape[1] * shape[2])
    guard mean.count == channels, deviation.count == channels, !deviation.contains(0) else {
      throw Failure(
        "images", "wrong means or deviations", expected: "\(channels) of each, no deviation of 0",
        got: "\(mean) and \(deviation)")
    }
    let available = bytes.count / (channels * plane)
    if let wrong = rows.first(where: { !(0..<available).contains($0) }) {
      throw Failure(
        "images", "no such image", expected: "\(indicesBelow: available)", got: "\(index: wrong)",
        code: .outOfRange)
    }
    let result = try Tensor(unset: [rows.count] + shape)
    let factor = deviation.map { scale / $0 }
    let offset = zip(mean, deviation).map { -$0 / $1 }
    let places = rows.map(Int64.init)
    unsafe bytes.withUnsafeBufferPointer { buffer in
      guard let first = buffer.baseAddress else { return }
      unsafe ck_images(
        first, places, result.storage.pointer, Int64(rows.count), Int64(channels), Int64(plane),
        factor, offset, parallel ? 1 : 0)
    }
    return result
  }

  /// Chosen images of an array of bytes; see the other `images`.
  public static func images(
    _ bytes: [UInt8], rows: [Int], shape: [Int], scale: Float, mean: [Float], deviation: [Float]
  ) throws -> Tensor {
    try images(
      bytes.span, rows: rows, shape: shape, scale: scale, mean: mean, deviation: deviation)
  }
}
