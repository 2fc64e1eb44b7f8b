import Datasets
import Networks
import Tensors

/// What a trained classifier says of images.
extension SupervisedLearner {
  func outputs(for ids: [Int], of dataset: Dataset, monitor: Monitor) throws -> Outputs {
    var logits = [try Tensor.zeros([0, network.classes])]
    var embeddings = [try Tensor.zeros([0, network.embeddingSize])]
    try chunks(of: ids, in: dataset, monitor) { images in
      let pass = Pass.inference()
      let part = try network.embed(images, pass)
      logits.append(try network.classify(part, pass))
      embeddings.append(part)
    }
    let all = try Tensor.concatenated(logits)
    return Outputs(
      probabilities: try all.softmax(), embeddings: try Tensor.concatenated(embeddings), logits: all
    )
  }

  func samples(
    _ count: Int, for ids: [Int], of dataset: Dataset, using random: inout Random,
    monitor: Monitor
  ) throws -> Tensor {
    let shape = [count, ids.count, network.classes]
    guard count >= 1, Tensor.fits(shape) else {
      throw Failure(
        "samples", "cannot be kept", expected: "1 or more, within memory", got: "\(count)")
    }
    var parts = [try Tensor.zeros([0, network.classes])]
    let before = random
    for _ in 0..<count {
      try chunks(of: ids, in: dataset, monitor) { images in
        let pass = Pass.monteCarlo(using: random)
        parts.append(try network.logits(images, pass).softmax())
        random = pass.random ?? random
      }
    }
    guard random != before || ids.isEmpty else {
      throw Failure(
        "samples", "nothing in this network is left to chance", expected: "a network with dropout")
    }
    return try Tensor.concatenated(parts).reshaped(shape)
  }

  /// Goes through images in chunks: enough to fill the cores, few enough to stay in memory where
  /// images are large.
  private func chunks(
    of ids: [Int], in dataset: Dataset, _ monitor: Monitor, _ body: (Tensor) throws -> Void
  ) throws {
    let pixels = max(network.inputShape.dropFirst().reduce(1, *), 1)
    let size = min(max(Self.pixelsAtATime / pixels, 8), 512)
    try dataset.eachBatch(of: ids, size: size, monitor, body)
  }

  /// 256 images of 32×32.
  private static let pixelsAtATime = 1 << 18
}
