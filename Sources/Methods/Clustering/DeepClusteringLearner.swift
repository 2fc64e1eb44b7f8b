import Datasets
import Networks
import Queries
import Recipes
import Tensors

/// The learner of DEC, DCEC and SDEC: an autoencoder, the clusters, and an optimizer for each of the
/// two stages.
final class DeepClusteringLearner: Learner {
  private var settings: DeepClustering
  private let network: any AutoencodingNetwork
  private let head: ClusterHead
  private let pretraining: Optimization
  private let training: Optimization
  /// Centres that have been trained are never started anew.
  private let hasTrained = Stored(false)

  init(
    _ settings: DeepClustering, imageShape: [Int], classes: Int, streams: inout Streams
  ) throws {
    self.settings = settings
    switch settings.network {
    case .stacked(let width):
      network = try StackedAutoencoder(
        inputShape: imageShape, embeddingSize: settings.embedding,
        hidden: [width, width, 4 * width], using: &streams["weights"])
    case .convolutional:
      network = try Autoencoder(
        inputShape: imageShape, embeddingSize: settings.embedding, normalizes: false,
        using: &streams["weights"])
    }
    head = try ClusterHead(
      count: classes, features: settings.embedding, restarts: settings.restarts,
      seed: streams.seed)
    pretraining = Optimization(of: network.parameters, by: settings.pretraining.product)
    // Without reconstruction the decoder has no part in the clustering.
    let moved =
      settings.reconstruction > 0
      ? network.parameters : network.encoder.parameters.map { $0.under("encoder") }
    training = Optimization(of: moved + [head.parameter], by: settings.training.product)
  }

  var parts: [StatePart] {
    [
      ("network", network), ("pretraining", pretraining), ("training", training),
      ("centres", head), ("has_trained", hasTrained),
    ]
  }

  var learnsNames: Bool { false }

  func adopt(_ method: any Method) throws {
    guard let method = method as? DeepClustering, method.name == settings.name,
      method.network == settings.network, method.embedding == settings.embedding
    else {
      throw Failure(
        settings.name, "another method or network", expected: "a new session for another network")
    }
    try pretraining.adopt(method.pretraining, insteadOf: settings.pretraining)
    try training.adopt(method.training, insteadOf: settings.training)
    head.restarts = method.restarts
    settings = method
  }

  func pretrain(
    on data: TrainingData, epochs: Int, streams: inout Streams, monitor: Monitor
  ) throws -> Double {
    // Centres that were started but never trained are started anew on the better embedding.
    if !hasTrained.value { head.forget() }
    head.moved()
    return try reconstruct(
      network, by: pretraining, on: data, batch: settings.batch, epochs: epochs,
      streams: &streams, monitor: monitor)
  }

  func train(
    on data: TrainingData, epochs: Int, streams: inout Streams, monitor: Monitor
  ) throws -> [LossTerm] {
    let pairs = try settings.pairs.map {
      _ in try PairBatches(data, size: settings.batch, who: settings.name)
    }
    let clustering = try prepared(on: data, monitor: monitor)
    let margin = try settings.pairs?.margin ?? Self.spread(of: clustering.centres.value)
    var objective = SelfTraining(
      data, batch: settings.batch, refresh: settings.refresh, tolerance: settings.tolerance,
      pairs: pairs, begins: { self.hasTrained.value = true },
      assignments: {
        try clustering.assign(self.embed(data.ids, data.dataset, monitor), .inference())
      }, loss: { try self.loss(of: $0, in: data.dataset, clustering, margin, $1) })
    defer { head.moved() }
    return try TrainingLoop("training", keeping: self, monitor: monitor)
      .minimise(&objective, by: training, epochs: epochs, streams: &streams)
  }

  /// L = r·reconstruction + γ·KL(P‖Q) + λ·(mean ‖zᵢ − zⱼ‖² of pairs of one class
  /// + mean max(m − ‖zᵢ − zⱼ‖², 0) of pairs of two).
  private func loss(
    of batch: SelfTraining.Batch, in dataset: Dataset, _ clustering: ClusteringLayer,
    _ margin: Float, _ pass: Pass
  ) throws -> (Tensor, [LossTerm]) {
    let images = batch.images
    let z = try network.encoder(images, pass)
    var terms: [LossTerm] = []
    var total: Tensor?
    func add(_ name: String, _ term: Tensor, _ weight: Float) throws {
      terms.append(LossTerm(name, Double(try term.item())))
      total = try total.map { try $0 + term * weight } ?? term * weight
    }
    if settings.reconstruction > 0 {
      try add(
        "reconstruction", network.decoder(z, pass).meanSquaredError(images),
        settings.reconstruction)
    }
    if let target = batch.target {
      try add("divergence", clustering.assign(z, pass).klDivergence(from: target), settings.gamma)
    }
    if let weight = settings.pairs?.weight, !batch.pairs.isEmpty {
      let (first, second) = try (
        network.encoder(dataset.batch(batch.pairs.map(\.first)), pass),
        network.encoder(dataset.batch(batch.pairs.map(\.second)), pass)
      )
      let links = try LinkLoss(margin: margin)(first, second, isSame: batch.pairs.map(\.isSame))
      for (name, value) in links { try add(name, value, weight) }
    }
    return (try total ?? Tensor(0), terms)
  }

  /// The mean squared distance between two centres.
  private static func spread(of centres: Tensor) throws -> Float {
    let count = centres.shape[0]
    let sum = try centres.squaredDistances(to: centres).sum().item()
    return count > 1 ? max(sum / Float(count * (count - 1)), .leastNormalMagnitude) : 1
  }

  func prepare(on data: TrainingData, monitor: Monitor) throws {
    _ = try prepared(on: data, monitor: monitor)
    try head.match(data.labels) { try embed($0, data.dataset, monitor) }
  }

  private func prepared(on data: TrainingData, monitor: Monitor) throws -> ClusteringLayer {
    if let layer = head.layer { return layer }
    return try head.start(embed(data.ids, data.dataset, monitor), monitor: monitor)
  }

  private func embed(_ ids: [Int], _ dataset: Dataset, _ monitor: Monitor) throws -> Tensor {
    try Embedding.of(ids, in: dataset, size: settings.embedding, monitor) {
      try network.encoder($0, .inference())
    }
  }

  func outputs(for ids: [Int], of dataset: Dataset, monitor: Monitor) throws -> Outputs {
    let z = try embed(ids, dataset, monitor)
    return Outputs(probabilities: try head.probabilities(z), embeddings: z)
  }

  var networks: [(name: String, network: any Network)] { [("autoencoder", network)] }
}
