import Datasets
import Networks
import Queries
import Recipes
import Tensors

/// The learner of AutoEmbedder and ADC: a network that embeds, its optimizer, and the clusters.
///
/// A training starts its centres anew; a stop in the midst of it leaves none, and k-means makes them
/// when the model is asked.
final class PairClusteringLearner: Learner {
  private var settings: PairClustering
  private let network: any Network
  private let embedding: (Tensor, Pass) throws -> Tensor
  private let head: ClusterHead
  private var optimizer: any Optimizer

  init(
    _ settings: PairClustering, imageShape: [Int], classes: Int, streams: inout Streams
  ) throws {
    self.settings = settings
    switch settings.network {
    case .siamese:
      let siamese = try SiameseEmbedder(
        inputShape: imageShape, embeddingSize: settings.embedding, using: &streams["weights"])
      (network, embedding) = (siamese, { try siamese($0, $1) })
    case .classifier(let design):
      let classifier = try design.product.makeClassifier(
        inputShape: imageShape, classes: settings.embedding, using: &streams["weights"])
      (network, embedding) = (classifier, { try classifier.logits($0, $1) })
    }
    head = ClusterHead(count: classes, restarts: settings.restarts, seed: streams.seed)
    optimizer = settings.optimizer.product
  }

  var learnsNames: Bool { false }

  func adopt(_ method: any Method) throws {
    guard let method = method as? PairClustering, method.name == settings.name,
      method.network.named == settings.network.named, method.embedding == settings.embedding
    else {
      throw Failure(
        settings.name, "another method or network", expected: "a new session for another network")
    }
    if method.optimizer.named != settings.optimizer.named { optimizer = method.optimizer.product }
    head.restarts = method.restarts
    settings = method
  }

  func pretrain(
    on material: TrainingData, epochs: Int, streams: inout Streams, monitor: Monitor
  ) throws -> Double {
    throw Failure(
      settings.name, "learns from pairs only, there is nothing to pretrain", expected: "training",
      code: .noPretraining, subject: settings.name)
  }

  func train(
    on material: TrainingData, epochs: Int, streams: inout Streams, monitor: Monitor
  ) throws -> [LossTerm] {
    var pairs = try PairBatches(material, size: settings.batch, who: settings.name)
    let before = head.layer
    head.layer = nil
    var meter = LossMeter()
    var done = 0
    do {
      for epoch in 1...max(epochs, 1) where epochs > 0 {
        try Training.epoch(network.parameters, &optimizer, &streams) { optimizer, streams in
          pairs.shuffle(&streams)
          meter = LossMeter()
          let steps = pairs.stepsPerEpoch
          for step in 1...steps {
            try monitor.checkpoint()
            let some = pairs.next(&streams)
            meter.add(
              try Training.step(
                network.parameters, with: &optimizer, position: "epoch \(epoch), step \(step)",
                streams: &streams
              ) { pass in (try loss(of: some, in: material.dataset, pass), []) })
            if step == steps { try requireSound(some, in: material.dataset, optimizer.rate) }
            monitor.report(
              Progress(
                stage: "training", epoch: epoch, epochs: epochs, step: step, steps: steps,
                loss: meter.total))
          }
        }
        done += 1
      }
    } catch {
      if !(error is Cancelled), done == 0 { head.layer = before }
      throw error
    }
    let clustering = try head.start(
      embed(material.ids, material.dataset, monitor), monitor: monitor)
    let refined = try settings.refinement.map {
      try refine($0, clustering, on: material, &streams, monitor)
    }
    return meter.means + (refined ?? []).prefix(1).map { LossTerm("divergence", $0.value) }
  }

  /// An epoch is good if what it leaves can be clustered.
  private func requireSound(
    _ pairs: [PairConstraint], in dataset: Dataset, _ rate: Float
  ) throws {
    let z = try embedding(dataset.batch(pairs.prefix(8).map(\.first)), .inference())
    guard z.values().allSatisfy({ abs($0) < 1e15 }) else {
      throw Failure(
        "training", "the embedding is out of all bounds, rate \(rate)",
        expected: "a smaller rate", code: .diverged)
    }
  }

  /// Both images of all pairs go through the network as one batch.
  private func loss(
    of pairs: [PairConstraint], in dataset: Dataset, _ pass: Pass
  ) throws -> Tensor {
    let images = try dataset.batch(pairs.map(\.first) + pairs.map(\.second))
    let z = try embedding(images, pass)
    return try settings.loss(
      z.rows(0..<pairs.count), z.rows(pairs.count..<2 * pairs.count),
      isSame: pairs.map(\.isSame))
  }

  /// DEC's self-training of the network and the centres.
  private func refine(
    _ settings: PairClustering.Refinement, _ clustering: ClusteringLayer, on material: TrainingData,
    _ streams: inout Streams, _ monitor: Monitor
  ) throws -> [LossTerm] {
    defer { head.moved() }
    var sgd = SGD(rate: settings.rate, momentum: 0)
    // A network that knows few pairs has gradients so long that a step would throw all images into
    // one cluster, for good.
    var loop = SelfTraining(
      material, batch: settings.batch, refresh: settings.refresh, tolerance: settings.tolerance,
      clipping: .norm(1))
    return try loop.run(
      epochs: settings.epochs,
      network.parameters + [NamedParameter("centres", clustering.centres)], with: &sgd,
      stage: "refinement", streams: &streams, monitor: monitor,
      assignments: {
        try clustering.assign(embed(material.ids, material.dataset, monitor), .inference())
      },
      loss: { step, pass in
        let z = try embedding(step.images, pass)
        let q = try clustering.assign(z, pass)
        return (try q.klDivergence(from: step.target ?? q.detached()), [])
      })
  }

  func prepare(on material: TrainingData, monitor: Monitor) throws {
    if head.layer == nil {
      _ = try head.start(embed(material.ids, material.dataset, monitor), monitor: monitor)
    }
    try head.match(material.labels) { try embed($0, material.dataset, monitor) }
  }

  private func embed(_ ids: [Int], _ dataset: Dataset, _ monitor: Monitor) throws -> Tensor {
    try Embedding.of(ids, in: dataset, size: settings.embedding, monitor) {
      try embedding($0, .inference())
    }
  }

  func outputs(for ids: [Int], of dataset: Dataset, monitor: Monitor) throws -> Outputs {
    let z = try embed(ids, dataset, monitor)
    return Outputs(probabilities: try head.probabilities(z), embeddings: z)
  }

  var networks: [(name: String, network: any Network)] { [(settings.name, network)] }

  var state: [String: Tensor] {
    get throws {
      var state: [String: Tensor] = [:]
      for (name, tensor) in network.state { state["network.\(name)"] = tensor }
      for (name, tensor) in try optimizer.state { state["optimizer.\(name)"] = tensor }
      state["centres"] = head.layer?.centres.value
      return state
    }
  }

  func restore(_ state: [String: Tensor]) throws {
    let layer = try ClusterHead.layer(in: state, [head.count, settings.embedding])
    var restored = settings.optimizer.product
    try restored.restore(state.under("optimizer."), for: network.trained)
    try network.restore(state.under("network."))
    optimizer = restored
    head.layer = layer
  }
}
