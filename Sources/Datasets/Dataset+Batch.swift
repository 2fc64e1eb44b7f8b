import Tensors

extension Dataset {
  /// These images as numbers, scaled.
  /// - Shape: [ids × channels × height × width].
  /// - Throws: `Failure` where an id is not there.
  public func batch(_ ids: [Int]) throws -> Tensor {
    try batch(ids, parallel: true)
  }

  /// - Parameter parallel: false: all on the calling thread, which then may be any.
  func batch(_ ids: [Int], parallel: Bool) throws -> Tensor {
    try images.check(ids)
    let (mean, deviation) = scaling.constants(channels: images.channels)
    return try images.withPlaces(ids.map { images.place(of: $0) }) { bytes, rows in
      try Tensor.images(
        bytes, rows: rows, shape: images.shape,
        scale: 1 / Float(pixelMaximum), mean: mean,
        deviation: deviation, parallel: parallel)
    }
  }

  /// Goes through images, some at a time, of which the next are prepared meanwhile.
  /// - Throws: what `body` throws, or `monitor` before it.
  package func eachBatch(
    of ids: [Int], size: Int, _ monitor: Monitor, _ body: (Tensor) throws -> Void
  ) throws {
    let batches = Swift.stride(from: 0, to: ids.count, by: size).map { start in
      Array(ids[start..<min(start + size, ids.count)])
    }
    let prefetcher = Prefetcher(self, batches: batches)
    for _ in batches {
      try monitor.checkpoint()
      try body(prefetcher.next(monitor))
    }
  }
}
