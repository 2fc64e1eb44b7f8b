import Tensors

extension Dataset {
  /// These pictures as numbers, scaled.
  /// - Shape: [ids × channels × height × width].
  /// - Throws: `Failure` where an id is not there.
  public func batch(_ ids: [Int]) throws -> Tensor {
    try images.check(ids)
    let (mean, deviation) = scaling.constants(channels: images.channels)
    return try images.withBytes { bytes in
      try Tensor.images(
        bytes, rows: ids.map { images.place(of: $0) }, shape: images.shape,
        scale: 1 / Float(pixelMaximum), mean: mean,
        deviation: deviation)
    }
  }
}
