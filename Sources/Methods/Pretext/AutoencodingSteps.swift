import Networks
import Tensors

/// Single steps of what an autoencoder learns by.
extension AutoencodingNetwork {
  /// One step towards rebuilding images: their mean squared error.
  /// - Throws: a `Failure` where the loss is not finite; nothing has moved then.
  public func reconstructionStep(
    _ images: Tensor, with optimizer: inout some Optimizer, position: String,
    streams: inout Streams
  ) throws -> [LossTerm] {
    try Training.step(parameters, with: &optimizer, position: position, streams: &streams) {
      pass in (try reconstructionLoss(images, pass), [])
    }
  }

  /// The mean squared error of rebuilt images.
  func reconstructionLoss(_ images: Tensor, _ pass: Pass) throws -> Tensor {
    try decoder(encoder(images, pass), pass).meanSquaredError(images)
  }

  /// One step of DEC's self-training: KL(P‖Q) of the soft assignment Q, over the encoder and the
  /// centres; the decoder has no part in it.
  /// - Parameter target: P of these images, rows of `ClusteringLayer.target(for:)`.
  /// - Source: Xie et al. 2016 (DEC), Eqs. 1–3.
  /// - Throws: a `Failure` where the loss is not finite; nothing has moved then.
  public func clusteringStep(
    _ images: Tensor, target: Tensor, clustering: ClusteringLayer,
    with optimizer: inout some Optimizer, position: String, streams: inout Streams
  ) throws -> [LossTerm] {
    let moving =
      encoder.parameters.map { $0.under("encoder") } + [.init("centres", clustering.centres)]
    return try Training.step(moving, with: &optimizer, position: position, streams: &streams) {
      pass in
      let assigned = try clustering.assign(encoder(images, pass), pass)
      return (try assigned.klDivergence(from: target), [])
    }
  }
}
