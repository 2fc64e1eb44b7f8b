import CKernels

/// What is done to one image on its way to becoming numbers: geometry, colour, grey, blur, cutout.
package struct ImageChange: Equatable, Sendable {
  /// Which image of the store.
  package var row: Int
  /// From an output pixel to a place in the source, both counted from the middle of the first pixel:
  /// (m₀ x + m₁ y + m₂, m₃ x + m₄ y + m₅). What lies outside is black.
  package var matrix: [Float] = [1, 0, 0, 0, 1, 0]
  /// Factors; 1 changes nothing.
  package var brightness: Float = 1
  package var contrast: Float = 1
  package var saturation: Float = 1
  /// In whole turns; 0 changes nothing.
  package var hue: Float = 0
  /// In which order brightness (0), contrast (1), saturation (2) and hue (3) come.
  package var order = [0, 1, 2, 3]
  /// Whether colour is taken away.
  package var isGrey = false
  /// Deviation of the blur in pixels, 0 for none, and the odd side of its window.
  package var sigma: Float = 0
  package var blurSize = 3
  /// What is set to 0 after scaling: left, top, right, bottom.
  package var cut = [0, 0, 0, 0]

  /// A change of nothing.
  package init(row: Int) {
    self.row = row
  }

  /// Puts another change's geometry behind this one's: what was made here is moved as that one says.
  package mutating func turn(by other: ImageChange) {
    let (m, t) = (matrix, other.matrix)
    matrix = [
      m[0] * t[0] + m[1] * t[3], m[0] * t[1] + m[1] * t[4], m[0] * t[2] + m[1] * t[5] + m[2],
      m[3] * t[0] + m[4] * t[3], m[3] * t[1] + m[4] * t[4], m[3] * t[2] + m[4] * t[5] + m[5],
    ]
  }

  fileprivate func job(height: Int, width: Int) -> ck_augmentation {
    var job = ck_augmentation()
    job.row = Int64(row)
    job.m = (matrix[0], matrix[1], matrix[2], matrix[3], matrix[4], matrix[5])
    (job.brightness, job.contrast) = (brightness, contrast)
    (job.saturation, job.hue) = (saturation, hue)
    job.order = (Int32(order[0]), Int32(order[1]), Int32(order[2]), Int32(order[3]))
    job.grey = isGrey ? 1 : 0
    job.sigma = sigma
    job.blur_size = Int32(clamping: blurSize)
    job.cut = (
      Int32(min(max(cut[0], 0), width)), Int32(min(max(cut[1], 0), height)),
      Int32(min(max(cut[2], 0), width)), Int32(min(max(cut[3], 0), height))
    )
    return job
  }

  /// Images of a byte store, each changed, as numbers (value − mean) / deviation with full intensity at 1.
  /// - Parameters:
  ///   - shape: [c, h, w] of one image.
  ///   - scale: makes a byte a share of full intensity.
  ///   - parallel: false: all on the calling thread, which then may be any.
  /// - Shape: → [changes × c × h × w], row by row.
  package static func apply(
    _ changes: [ImageChange], to bytes: borrowing Span<UInt8>, shape: [Int], scale: Float,
    mean: [Float], deviation: [Float], parallel: Bool = true
  ) throws -> Tensor {
    guard shape.count == 3, shape.allSatisfy({ $0 > 0 }), mean.count == shape[0],
      deviation.count == shape[0], !deviation.contains(0)
    else { throw Failure("augment", "wrong shape", expected: "[c, h, w]", got: "\(shape)") }
    let stride = shape[0] * shape[1] * shape[2]
    let available = bytes.count / stride
    if let wrong = changes.first(where: { !(0..<available ~= $0.row) }) {
      throw Failure(
        "augment", "no such image", expected: "\(indicesBelow: available)",
        got: "\(index: wrong.row)", code: .outOfRange)
    }
    guard changes.allSatisfy({ $0.matrix.count == 6 && $0.order.count == 4 && $0.cut.count == 4 })
    else { throw Failure("augment", "a change is not whole") }
    guard Tensor.fits([changes.count] + shape) else {
      throw Failure("augment", "too many images at once", got: "\(changes.count)")
    }
    let jobs = changes.map { $0.job(height: shape[1], width: shape[2]) }
    let factor = deviation.map { 1 / $0 }
    let offset = zip(mean, deviation).map { -$0 / $1 }
    let result = try Tensor(unset: [changes.count] + shape)
    let status = unsafe bytes.withUnsafeBufferPointer { source -> ck_status in
      guard let from = source.baseAddress, !jobs.isEmpty else { return CK_OK }
      return unsafe ck_augment(
        from, jobs, Int64(jobs.count), Int64(shape[0]), Int64(shape[1]), Int64(shape[2]), scale,
        factor, offset, result.storage.pointer, parallel ? 1 : 0)
    }
    try Tensor.check(status, for: "augment")
    return result
  }
}
