import Datasets
import Networks
import Tensors

/// Learning without labels by rebuilding the image from its embedding: every image, labelled or not,
/// in an order drawn anew each epoch.
///
/// A last batch that is not full is left out; another one is, each epoch.
/// - Source: Roda & Geva 2024, Eq. 5: mean squared error over images and pixels.
struct Reconstruction: Objective {
  private let network: any AutoencodingNetwork
  private let data: TrainingData
  private let batches: FullBatches
  private var prepared: Prefetcher?

  init(_ network: any AutoencodingNetwork, on data: TrainingData, batch: Int) {
    self.network = network
    self.data = data
    batches = FullBatches(data.ids, size: batch)
  }

  mutating func begin(_ streams: inout Streams) throws -> Int {
    let epoch = batches.shuffled(&streams)
    prepared = Prefetcher(data.dataset, batches: epoch)
    return epoch.count
  }

  mutating func next(_ streams: inout Streams, _ monitor: Monitor) throws -> Tensor? {
    try prepared?.next(monitor)
  }

  func loss(of images: Tensor, _ pass: Pass) throws -> (Tensor, [LossTerm]) {
    (try network.reconstructionLoss(images, pass), [])
  }
}

extension Learner {
  /// Pretrains an autoencoder that is part of it.
  /// - Returns: the mean loss of the last epoch.
  func reconstruct(
    _ network: any AutoencodingNetwork, by optimization: Optimization, on data: TrainingData,
    batch: Int, epochs: Int, streams: inout Streams, monitor: Monitor
  ) throws -> Double {
    var objective = Reconstruction(network, on: data, batch: batch)
    let loop = TrainingLoop(
      "pretraining", named: "pretraining", keeping: self, monitor: monitor)
    return try loop.minimise(&objective, by: optimization, epochs: epochs, streams: &streams)
      .first?.value ?? .nan
  }
}
