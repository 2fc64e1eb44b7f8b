import Tensors

/// Learning without labels by rebuilding the image from its embedding.
/// - Source: Roda & Geva 2024, Eq. 5: mean squared error over images and pixels.
struct Reconstruction {
  let batch: Int

  /// Trains on every image of `material`, labelled or not, in an order drawn anew each epoch.
  ///
  /// A last batch that is not full is left out; another one is, each epoch.
  /// - Returns: the mean loss of the last epoch.
  func train(
    _ autoencoder: Autoencoder, with optimizer: inout Adam, on material: Material, epochs: Int,
    streams: inout Streams, monitor: Monitor
  ) throws -> Double {
    let parameters = autoencoder.parameters
    let size = min(batch, material.ids.count)
    let steps = material.ids.count / max(size, 1)
    var last = Double.nan
    for epoch in 1...max(epochs, 1) where epochs > 0 {
      let order = streams["shuffle"].permutation(material.ids.count)
      var meter = LossMeter()
      for step in 1...steps {
        try monitor.checkpoint()
        let ids = order[(step - 1) * size..<step * size].map { material.ids[$0] }
        let images = try material.dataset.batch(ids)
        meter.add(
          try Training.step(
            parameters, with: &optimizer, position: "pretraining epoch \(epoch), step \(step)"
          ) { pass in
            let embeddings = try autoencoder.encoder(images, pass)
            let rebuilt = try autoencoder.decoder(embeddings, pass)
            return (try rebuilt.meanSquaredError(images), [])
          })
        monitor.report(
          Progress(
            stage: "pretraining", epoch: epoch, epochs: epochs, step: step, steps: steps,
            loss: meter.total))
      }
      last = meter.total ?? .nan
    }
    return last
  }
}
