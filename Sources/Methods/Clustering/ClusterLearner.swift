import Datasets
import Networks
import Tensors

/// The learner of CCL: an autoencoder, the centres, and an optimizer for each of the two stages.
final class ClusterLearner: Learner {
  private var settings: CCL
  private let classes: Int
  private let autoencoder: Autoencoder
  private var clustering: ClusteringLayer?
  private var pretraining: Adam
  private var training: Adam
  /// Centres that have been trained are never started anew.
  private var hasTrained = false

  init(
    _ settings: CCL, imageShape: [Int], classes: Int, streams: inout Streams
  ) throws {
    self.settings = settings
    self.classes = classes
    autoencoder = try Autoencoder(
      inputShape: imageShape, embeddingSize: settings.embedding, using: &streams["weights"])
    pretraining = Adam(rate: settings.rate)
    training = Adam(rate: settings.rate)
  }

  func adopt(_ method: any Method) throws {
    guard let method = method as? CCL, method.embedding == settings.embedding else {
      throw Failure(
        "ccl", "another method or embedding size", expected: "a new session for another network")
    }
    settings = method
    pretraining.rate = method.rate
    training.rate = method.rate
  }

  func pretrain(
    on material: TrainingData, epochs: Int, streams: inout Streams, monitor: Monitor
  ) throws -> Double {
    // Centres that were only started to look at are started anew on the better embedding.
    if !hasTrained { clustering = nil }
    return try Reconstruction(batch: settings.batch).train(
      autoencoder, with: &pretraining, on: material, epochs: epochs, streams: &streams,
      monitor: monitor)
  }

  func train(
    on material: TrainingData, epochs: Int, streams: inout Streams, monitor: Monitor
  ) throws -> [LossTerm] {
    let clustering = try prepared(on: material, monitor: monitor)
    let before = hasTrained
    hasTrained = true
    var training = SelfTraining(
      material, batch: settings.batch, labelledShare: settings.labelledShare,
      refresh: settings.refresh)
    do {
      return try training.run(
        epochs: epochs, parameters, with: &self.training, stage: "training", streams: &streams,
        monitor: monitor,
        assignments: {
          guard settings.gamma > 0 else { return nil }
          return try outputs(for: material.ids, of: material.dataset, monitor: monitor)
            .probabilities
        }, loss: { try loss(of: $0, in: material, clustering, $1) })
    } catch {
      if !(error is Cancelled), training.steps < training.stepsPerEpoch { hasTrained = before }
      throw error
    }
  }

  /// L = reconstruction + γ·KL(P‖Q) + λ·contrast on the labelled members of the batch.
  private func loss(
    of step: SelfTraining.Step, in material: TrainingData, _ clustering: ClusteringLayer, _ pass: Pass
  ) throws -> (Tensor, [LossTerm]) {
    let ids = step.ids
    let images = step.images
    let z = try autoencoder.encoder(images, pass)
    let reconstruction = try autoencoder.decoder(z, pass).meanSquaredError(images)
    var total = reconstruction
    var terms = [LossTerm("reconstruction", Double(try reconstruction.item()))]
    if let target = step.target {
      let divergence = try clustering.assign(z, pass)
        .klDivergence(from: target)
      total = try total + divergence * settings.gamma
      terms.append(LossTerm("divergence", Double(try divergence.item())))
    }
    let known = ids.indices.filter { material.labels[ids[$0]] != nil }
    if settings.lambda > 0, !known.isEmpty {
      let contrast = try settings.contrast(
        z.gather(rows: known), classes: known.compactMap { material.labels[ids[$0]] },
        centres: pass.use(clustering.centres))
      total = try total + contrast * settings.lambda
      terms.append(LossTerm("contrast", Double(try contrast.item())))
    }
    return (total, terms)
  }

  func prepare(on material: TrainingData, monitor: Monitor) throws {
    _ = try prepared(on: material, monitor: monitor)
  }

  private func prepared(on material: TrainingData, monitor: Monitor) throws -> ClusteringLayer {
    if let clustering { return clustering }
    let started = try startCentres(material, monitor)
    clustering = started
    return started
  }

  private func startCentres(_ material: TrainingData, _ monitor: Monitor) throws -> ClusteringLayer {
    let known = material.labels.sorted { $0.key < $1.key }
    guard !known.isEmpty else {
      throw Failure(
        "ccl", "no labels yet to start the centres from", expected: "at least one label")
    }
    return try ClusteringLayer(
      meansOf: try embed(known.map(\.key), material.dataset, monitor), classes: known.map(\.value),
      count: classes)
  }

  private func embed(_ ids: [Int], _ dataset: Dataset, _ monitor: Monitor) throws -> Tensor {
    try Embedding.of(ids, in: dataset, size: settings.embedding, monitor) {
      try autoencoder.encoder($0, .inference())
    }
  }

  func outputs(for ids: [Int], of dataset: Dataset, monitor: Monitor) throws -> Outputs {
    guard let clustering else {
      throw Failure(
        "ccl", "no centres yet", expected: "training before the model is asked",
        code: .notTrained)
    }
    let z = try embed(ids, dataset, monitor)
    let q =
      try ids.isEmpty ? .zeros([0, classes]) : clustering.assign(z, Pass.inference())
    return Outputs(probabilities: q, embeddings: z)
  }

  /// What training changes: the autoencoder and, once they exist, the centres.
  private var parameters: [NamedParameter] {
    autoencoder.parameters + (clustering.map { [NamedParameter("centres", $0.centres)] } ?? [])
  }

  var networks: [(name: String, network: any Network)] { [("autoencoder", autoencoder)] }

  var state: [String: Tensor] {
    get throws {
      var state: [String: Tensor] = [:]
      for (name, tensor) in autoencoder.state { state["network.\(name)"] = tensor }
      for (name, tensor) in try pretraining.state { state["pretraining.\(name)"] = tensor }
      for (name, tensor) in try training.state { state["training.\(name)"] = tensor }
      state["centres"] = clustering?.centres.value
      state["has_trained"] = try Tensor(hasTrained ? 1 : 0)
      return state
    }
  }

  func restore(_ state: [String: Tensor]) throws {
    var layer: ClusteringLayer?
    if let centres = state["centres"] {
      let shape = [classes, settings.embedding]
      guard centres.shape == shape else {
        throw Failure("ccl", "centres do not fit", expected: "\(shape)", got: "\(centres.shape)")
      }
      layer = ClusteringLayer(centres: centres)
    }
    var restored = (pretraining: pretraining, training: training)
    try restored.pretraining.restore(state.under("pretraining."), for: autoencoder.trained)
    try restored.training.restore(
      state.under("training."),
      for: autoencoder.trained + (layer.map { [NamedParameter("centres", $0.centres)] } ?? []))
    try autoencoder.restore(state.under("network."))
    (pretraining, training, clustering) = (restored.pretraining, restored.training, layer)
    hasTrained = try state["has_trained"]?.item() == 1
  }
}
