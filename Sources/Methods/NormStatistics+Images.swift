import Datasets
import Networks
import Tensors

extension NormStatistics {
  /// Measures them on images as they are, where that is of use.
  /// - Parameters:
  ///   - ids: of the images of the training.
  ///   - batch: the size of its mini-batches; it is no less here.
  ///   - forward: through the network, up to its last batch-norm at least.
  func measure(
    on ids: [Int], of dataset: Dataset, batch: Int, _ monitor: Monitor,
    forward: (Tensor, Pass) throws -> Void
  ) throws {
    guard areStale, !ids.isEmpty else { return }
    let pixels = max(dataset.images.shape.dropFirst().reduce(1, *), 1)
    let batches = EvenBatches.of(ids, size: max(batch, min(Self.pixelsAtATime / pixels, 512)))
    let prepared = Prefetcher(dataset, batches: batches)
    try measure { pass in
      for _ in batches {
        try monitor.checkpoint()
        try forward(prepared.next(monitor), pass)
      }
    }
  }

  /// 256 images of 32×32.
  private static let pixelsAtATime = 1 << 18
}
