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
  private(set) var settings: PairClustering
  private let network: any Network
  let embedding: (Tensor, Pass) throws -> Tensor
  let head: ClusterHead
  private let optimization: Optimization
  /// By which batch-norm works outside training.
  private let statistics: NormStatistics

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
    head = try ClusterHead(
      count: classes, features: settings.embedding, restarts: settings.restarts,
      seed: streams.seed)
    statistics = NormStatistics(of: network, settings.statistics)
    optimization = Optimization(
      of: network.parameters, by: settings.optimizer.product, statistics: statistics)
  }

  var parts: [StatePart] {
    [
      ("network", network), ("statistics", statistics), ("optimizer", optimization),
      ("centres", head),
    ]
  }

  /// The step size on pairs.
  var rate: Float { optimization.rate }

  var learnsNames: Bool { false }

  func adopt(_ method: any Method) throws {
    guard let method = method as? PairClustering, method.name == settings.name,
      method.network.named == settings.network.named, method.embedding == settings.embedding
    else {
      throw Failure(
        settings.name, "another method or network", expected: "a new session for another network")
    }
    try optimization.adopt(method.optimizer, insteadOf: settings.optimizer)
    head.restarts = method.restarts
    statistics.kind = method.statistics
    settings = method
  }

  func pretrain(
    on data: TrainingData, epochs: Int, streams: inout Streams, monitor: Monitor
  ) throws -> Double {
    throw Failure(
      settings.name, "learns from pairs only, there is nothing to pretrain", expected: "training",
      code: .noPretraining, subject: settings.name)
  }

  func train(
    on data: TrainingData, epochs: Int, streams: inout Streams, monitor: Monitor
  ) throws -> [LossTerm] {
    var objective = PairObjective(
      self, on: data, try PairBatches(data, size: settings.batch, who: settings.name))
    let losses = try TrainingLoop("training", keeping: self, monitor: monitor)
      .minimise(&objective, by: optimization, epochs: epochs, streams: &streams)
    let clustering = try start(data, monitor)
    let refined = try settings.refinement.map {
      try refine($0, clustering, on: data, &streams, monitor)
    }
    return losses + (refined ?? []).prefix(1).map { LossTerm("divergence", $0.value) }
  }

  /// Starts the centres on the embedding as it is, of which batch-norm's statistics are measured on
  /// the images of all pairs where few steps were taken.
  private func start(_ data: TrainingData, _ monitor: Monitor) throws -> ClusteringLayer {
    let paired = Set(data.labels.keys).union(data.constraints.flatMap { [$0.first, $0.second] })
    try statistics.measure(
      on: paired.sorted(), of: data.dataset, batch: 2 * settings.batch, monitor
    ) { _ = try embedding($0, $1) }
    return try head.start(embed(data.ids, data.dataset, monitor), monitor: monitor)
  }

  /// DEC's self-training of the network and the centres.
  private func refine(
    _ settings: PairClustering.Refinement, _ clustering: ClusteringLayer, on data: TrainingData,
    _ streams: inout Streams, _ monitor: Monitor
  ) throws -> [LossTerm] {
    defer { head.moved() }
    let sgd = Optimization(
      of: network.parameters + [head.parameter], by: SGD(rate: settings.rate, momentum: 0))
    var objective = SelfTraining(
      data, batch: settings.batch, refresh: settings.refresh, tolerance: settings.tolerance,
      assignments: {
        try clustering.assign(self.embed(data.ids, data.dataset, monitor), .inference())
      },
      loss: { batch, pass in
        let q = try clustering.assign(self.embedding(batch.images, pass), pass)
        return (try q.klDivergence(from: batch.target ?? q.detached()), [])
      })
    // A network that knows few pairs has gradients so long that a step would throw all images into
    // one cluster, for good.
    return try TrainingLoop("refinement", keeping: self, monitor: monitor)
      .minimise(
        &objective, by: sgd, clipping: .norm(1), epochs: settings.epochs, streams: &streams)
  }

  func prepare(on data: TrainingData, monitor: Monitor) throws {
    if head.layer == nil { _ = try start(data, monitor) }
    try head.match(data.labels) { try embed($0, data.dataset, monitor) }
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
}
