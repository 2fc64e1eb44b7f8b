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
    on material: Material, epochs: Int, streams: inout Streams, monitor: Monitor
  ) throws -> Double {
    // Centres that were only started to look at are started anew on the better embedding.
    if !hasTrained { clustering = nil }
    return try Reconstruction(batch: settings.batch).train(
      autoencoder, with: &pretraining, on: material, epochs: epochs, streams: &streams,
      monitor: monitor)
  }

  func train(
    on material: Material, epochs: Int, streams: inout Streams, monitor: Monitor
  ) throws -> [LossTerm] {
    let clustering = try prepared(on: material, monitor: monitor)
    let before = hasTrained
    hasTrained = true
    var batches = ClusterBatches(
      material, size: settings.batch, labelledShare: settings.labelledShare)
    var target: Tensor?
    var meter = LossMeter()
    var taken = 0
    do {
      for epoch in 1...max(epochs, 1) where epochs > 0 {
        try Training.epoch(parameters, &training, &streams) { optimizer, streams in
          batches.shuffle(&streams)
          meter = LossMeter()
          let prepared = prefetcher(batches, of: material, streams)
          for step in 1...batches.stepsPerEpoch {
            try monitor.checkpoint()
            if settings.gamma > 0, taken.isMultiple(of: settings.refresh) {
              let outputs = try outputs(for: material.ids, of: material.dataset, monitor: monitor)
              target = try ClusteringLayer.target(for: outputs.probabilities)
            }
            let positions = batches.next(&streams)
            let images = try prepared.next()
            meter.add(
              try Training.step(
                parameters, with: &optimizer, position: "epoch \(epoch), step \(step)",
                streams: &streams
              ) { pass in try loss(of: images, positions, in: material, target, clustering, pass) })
            taken += 1
            monitor.report(
              Progress(
                stage: "training", epoch: epoch, epochs: epochs, step: step,
                steps: batches.stepsPerEpoch, loss: meter.total))
          }
        }
      }
    } catch let failure as Failure {
      if taken < batches.stepsPerEpoch { hasTrained = before }
      throw failure
    }
    return meter.means
  }

  /// An epoch's pictures, each step's while the step before is taken.
  ///
  /// Which they are is drawn from copies: the streams themselves move step by step, so that an
  /// interrupted epoch leaves them where its last step did.
  private func prefetcher(
    _ batches: ClusterBatches, of material: Material, _ streams: Streams
  ) -> Prefetcher {
    var (batches, streams) = (batches, streams)
    return Prefetcher(
      material.dataset,
      batches: (0..<batches.stepsPerEpoch).map { _ in
        batches.next(&streams).map { material.ids[$0] }
      })
  }

  /// L = reconstruction + γ·KL(P‖Q) + λ·contrast on the labelled members of the batch.
  /// - Parameter positions: rows of `material.ids` that the images are of.
  private func loss(
    of images: Tensor, _ positions: [Int], in material: Material, _ target: Tensor?,
    _ clustering: ClusteringLayer,
    _ pass: Pass
  ) throws -> (Tensor, [LossTerm]) {
    let ids = positions.map { material.ids[$0] }
    let z = try autoencoder.encoder(images, pass)
    let reconstruction = try autoencoder.decoder(z, pass).meanSquaredError(images)
    var total = reconstruction
    var terms = [LossTerm("reconstruction", Double(try reconstruction.item()))]
    if let target {
      let divergence = try clustering.assign(z, pass)
        .klDivergence(from: target.gather(rows: positions))
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

  func prepare(on material: Material, monitor: Monitor) throws {
    _ = try prepared(on: material, monitor: monitor)
  }

  private func prepared(on material: Material, monitor: Monitor) throws -> ClusteringLayer {
    if let clustering { return clustering }
    let started = try startCentres(material, monitor)
    clustering = started
    return started
  }

  private func startCentres(_ material: Material, _ monitor: Monitor) throws -> ClusteringLayer {
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
    let pass = Pass.inference()
    var parts: [Tensor] = []
    try dataset.eachBatch(of: ids, size: Self.chunk, monitor) { images in
      parts.append(try autoencoder.encoder(images, pass))
    }
    return try parts.isEmpty ? .zeros([0, settings.embedding]) : Tensor.concatenated(parts)
  }

  /// Images scored at a time: enough to fill the cores, few enough to stay in a few megabytes.
  private static let chunk = 512

  func outputs(for ids: [Int], of dataset: Dataset, monitor: Monitor) throws -> Outputs {
    guard let clustering else {
      throw Failure("ccl", "no centres yet", expected: "train{…} before asking the model")
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
    func part(_ prefix: String) -> [String: Tensor] {
      Dictionary(
        uniqueKeysWithValues: state.compactMap { name, tensor in
          name.hasPrefix(prefix) ? (String(name.dropFirst(prefix.count)), tensor) : nil
        })
    }
    var layer: ClusteringLayer?
    if let centres = state["centres"] {
      let shape = [classes, settings.embedding]
      guard centres.shape == shape else {
        throw Failure("ccl", "centres do not fit", expected: "\(shape)", got: "\(centres.shape)")
      }
      layer = ClusteringLayer(centres: centres)
    }
    var restored = (pretraining: pretraining, training: training)
    try restored.pretraining.restore(part("pretraining."), for: autoencoder.trained)
    try restored.training.restore(
      part("training."),
      for: autoencoder.trained + (layer.map { [NamedParameter("centres", $0.centres)] } ?? []))
    try autoencoder.restore(part("network."))
    (pretraining, training, clustering) = (restored.pretraining, restored.training, layer)
    hasTrained = try state["has_trained"]?.item() == 1
  }
}
