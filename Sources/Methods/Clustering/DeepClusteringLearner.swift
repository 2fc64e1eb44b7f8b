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
  private var pretraining: any Optimizer
  private var training: any Optimizer
  /// Centres that have been trained are never started anew.
  private var hasTrained = false

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
    head = ClusterHead(count: classes, restarts: settings.restarts, seed: streams.seed)
    pretraining = settings.pretraining.product
    training = settings.training.product
  }

  var learnsNames: Bool { false }

  func adopt(_ method: any Method) throws {
    guard let method = method as? DeepClustering, method.name == settings.name,
      method.network == settings.network, method.embedding == settings.embedding
    else {
      throw Failure(
        settings.name, "another method or network", expected: "a new session for another network")
    }
    if method.pretraining.named != settings.pretraining.named {
      pretraining = method.pretraining.product
    }
    if method.training.named != settings.training.named { training = method.training.product }
    head.restarts = method.restarts
    settings = method
  }

  func pretrain(
    on material: TrainingData, epochs: Int, streams: inout Streams, monitor: Monitor
  ) throws -> Double {
    // Centres that were only started to look at are started anew on the better embedding.
    if !hasTrained { head.layer = nil }
    head.moved()
    return try Reconstruction(batch: settings.batch).train(
      network, with: &pretraining, on: material, epochs: epochs, streams: &streams,
      monitor: monitor)
  }

  func train(
    on material: TrainingData, epochs: Int, streams: inout Streams, monitor: Monitor
  ) throws -> [LossTerm] {
    let clustering = try prepared(on: material, monitor: monitor)
    let before = hasTrained
    hasTrained = true
    head.moved()
    let margin = try settings.pairs?.margin ?? Self.spread(of: clustering.centres.value)
    var loop = SelfTraining(
      material, batch: settings.batch, refresh: settings.refresh, tolerance: settings.tolerance,
      pairs: try settings.pairs.map {
        _ in try PairBatches(material, size: settings.batch, who: settings.name)
      })
    do {
      defer { head.moved() }
      return try loop.run(
        epochs: epochs, moving(clustering), with: &training, stage: "training", streams: &streams,
        monitor: monitor,
        assignments: {
          try clustering.assign(
            embed(material.ids, material.dataset, monitor), .inference())
        }, loss: { try loss(of: $0, in: material.dataset, clustering, margin, $1) })
    } catch {
      if !(error is Cancelled), loop.steps < loop.stepsPerEpoch { hasTrained = before }
      throw error
    }
  }

  /// L = r·reconstruction + γ·KL(P‖Q) + λ·(mean ‖zᵢ − zⱼ‖² of pairs of one class
  /// + mean max(m − ‖zᵢ − zⱼ‖², 0) of pairs of two).
  private func loss(
    of step: SelfTraining.Step, in dataset: Dataset, _ clustering: ClusteringLayer,
    _ margin: Float, _ pass: Pass
  ) throws -> (Tensor, [LossTerm]) {
    let images = step.images
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
    if let target = step.target {
      try add("divergence", clustering.assign(z, pass).klDivergence(from: target), settings.gamma)
    }
    if let weight = settings.pairs?.weight, !step.pairs.isEmpty {
      let (first, second) = try (
        network.encoder(dataset.batch(step.pairs.map(\.first)), pass),
        network.encoder(dataset.batch(step.pairs.map(\.second)), pass)
      )
      let links = try LinkLoss(margin: margin)(first, second, isSame: step.pairs.map(\.isSame))
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

  func prepare(on material: TrainingData, monitor: Monitor) throws {
    _ = try prepared(on: material, monitor: monitor)
    try head.match(material.labels) { try embed($0, material.dataset, monitor) }
  }

  private func prepared(on material: TrainingData, monitor: Monitor) throws -> ClusteringLayer {
    if let layer = head.layer { return layer }
    return try head.start(embed(material.ids, material.dataset, monitor), monitor: monitor)
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

  /// What the clustering moves: without reconstruction the decoder has no part in it.
  private func moving(_ clustering: ClusteringLayer) -> [NamedParameter] {
    let encoder = network.encoder.parameters.map { $0.under("encoder") }
    return (settings.reconstruction > 0 ? network.parameters : encoder)
      + [NamedParameter("centres", clustering.centres)]
  }

  var networks: [(name: String, network: any Network)] { [("autoencoder", network)] }

  var state: [String: Tensor] {
    get throws {
      var state: [String: Tensor] = [:]
      for (name, tensor) in network.state { state["network.\(name)"] = tensor }
      for (name, tensor) in try pretraining.state { state["pretraining.\(name)"] = tensor }
      for (name, tensor) in try training.state { state["training.\(name)"] = tensor }
      state["centres"] = head.layer?.centres.value
      state["has_trained"] = try Tensor(hasTrained ? 1 : 0)
      return state
    }
  }

  func restore(_ state: [String: Tensor]) throws {
    let layer = try ClusterHead.layer(in: state, [head.count, settings.embedding])
    var restored = (
      pretraining: settings.pretraining.product, training: settings.training.product
    )
    try restored.pretraining.restore(state.under("pretraining."), for: network.trained)
    let moved =
      layer.map(moving) ?? []
    try restored.training.restore(
      state.under("training."), for: moved.filter(\.parameter.isTrained))
    try network.restore(state.under("network."))
    (pretraining, training) = (restored.pretraining, restored.training)
    head.layer = layer
    hasTrained = try state["has_trained"]?.item() == 1
  }
}
