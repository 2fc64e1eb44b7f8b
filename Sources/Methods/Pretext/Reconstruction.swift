import Datasets
import Networks
import Tensors

/// Learning without labels by rebuilding the image from its embedding.
/// - Source: Roda & Geva 2024, Eq. 5: mean squared error over images and pixels.
struct Reconstruction {
  let batch: Int

  /// Trains on every image of `material`, labelled or not, in an order drawn anew each epoch.
  ///
  /// A last batch that is not full is left out; another one is, each epoch. An epoch that fails
  /// leaves no trace.
  /// - Returns: the mean loss of the last epoch.
  func train(
    _ network: some AutoencodingNetwork, with optimizer: inout some Optimizer,
    on material: TrainingData, epochs: Int, streams: inout Streams, monitor: Monitor
  ) throws -> Double {
    var last = Double.nan
    for epoch in 1...max(epochs, 1) where epochs > 0 {
      last = try Training.epoch(network.parameters, &optimizer, &streams) { optimizer, streams in
        try self.epoch(epoch, of: epochs, network, &optimizer, material, &streams, monitor)
      }
    }
    return last
  }

  private func epoch(
    _ epoch: Int, of epochs: Int, _ network: some AutoencodingNetwork,
    _ optimizer: inout some Optimizer, _ material: TrainingData, _ streams: inout Streams,
    _ monitor: Monitor
  ) throws -> Double {
    let size = min(batch, material.ids.count)
    let steps = material.ids.count / max(size, 1)
    let order = streams["shuffle"].permutation(material.ids.count)
    let prepared = Prefetcher(
      material.dataset,
      batches: (0..<steps).map { step in
        order[step * size..<(step + 1) * size].map { material.ids[$0] }
      })
    var meter = LossMeter()
    for step in 1...steps {
      try monitor.checkpoint()
      let images = try prepared.next(monitor)
      meter.add(
        try network.reconstructionStep(
          images, with: &optimizer, position: "pretraining epoch \(epoch), step \(step)",
          streams: &streams))
      monitor.report(
        Progress(
          stage: "pretraining", epoch: epoch, epochs: epochs, step: step, steps: steps,
          loss: meter.total))
    }
    return meter.total ?? .nan
  }
}
