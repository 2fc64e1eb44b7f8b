import Datasets
import Networks
import Tensors

/// The learner of CCL: an autoencoder, the centres, and an optimizer for each of the two stages.
final class ClusterLearner: Learner {
  private var settings: CCL
  private let classes: Int
  private let autoencoder: Autoencoder
  private let centres: Centres
  /// By which batch-norm works outside training.
  private let statistics: NormStatistics
  private let pretraining: Optimization
  private let training: Optimization
  /// Centres that have been trained are never started anew.
  private let hasTrained = Stored(false)

  init(
    _ settings: CCL, imageShape: [Int], classes: Int, streams: inout Streams
  ) throws {
    self.settings = settings
    self.classes = classes
    autoencoder = try Autoencoder(
      inputShape: imageShape, embeddingSize: settings.embedding, using: &streams["weights"])
    centres = try Centres(count: classes, features: settings.embedding)
    statistics = NormStatistics(of: autoencoder, settings.statistics)
    pretraining = Optimization(
      of: autoencoder.parameters, by: Adam(rate: settings.rate), statistics: statistics)
    training = Optimization(
      of: autoencoder.parameters + [centres.parameter], by: Adam(rate: settings.rate),
      statistics: statistics)
  }

  var parts: [StatePart] {
    [
      ("network", autoencoder), ("statistics", statistics), ("pretraining", pretraining),
      ("training", training), ("centres", centres), ("has_trained", hasTrained),
    ]
  }

  func adopt(_ method: any Method) throws {
    guard let method = method as? CCL, method.embedding == settings.embedding else {
      throw Failure(
        "ccl", "another method or embedding size", expected: "a new session for another network")
    }
    settings = method
    statistics.kind = method.statistics
    pretraining.rate = method.rate
    training.rate = method.rate
  }

  func pretrain(
    on data: TrainingData, epochs: Int, streams: inout Streams, monitor: Monitor
  ) throws -> Double {
    // Centres that were started but never trained are started anew on the better embedding.
    if !hasTrained.value { centres.forget() }
    let loss = try reconstruct(
      autoencoder, by: pretraining, on: data, batch: settings.batch, epochs: epochs,
      streams: &streams, monitor: monitor)
    try measure(data, monitor)
    return loss
  }

  func train(
    on data: TrainingData, epochs: Int, streams: inout Streams, monitor: Monitor
  ) throws -> [LossTerm] {
    let clustering = try prepared(on: data, monitor: monitor)
    var objective = SelfTraining(
      data, batch: settings.batch, labelledShare: settings.labelledShare,
      refresh: settings.refresh, begins: { self.hasTrained.value = true },
      assignments: {
        guard self.settings.gamma > 0 else { return nil }
        try self.measure(data, monitor)
        return try self.outputs(for: data.ids, of: data.dataset, monitor: monitor).probabilities
      }, loss: { try self.loss(of: $0, in: data, clustering, $1) })
    let losses = try TrainingLoop("training", keeping: self, monitor: monitor)
      .minimise(&objective, by: training, epochs: epochs, streams: &streams)
    try measure(data, monitor)
    return losses
  }

  /// Measures the statistics of batch-norm where few steps were taken.
  private func measure(_ data: TrainingData, _ monitor: Monitor) throws {
    try statistics.measure(
      on: data.ids, of: data.dataset, batch: settings.batch, monitor
    ) { _ = try autoencoder.decoder(autoencoder.encoder($0, $1), $1) }
  }

  /// L = reconstruction + γ·KL(P‖Q) + λ·contrast on the labelled members of the batch.
  private func loss(
    of batch: SelfTraining.Batch, in data: TrainingData, _ clustering: ClusteringLayer, _ pass: Pass
  ) throws -> (Tensor, [LossTerm]) {
    let ids = batch.ids
    let images = batch.images
    let z = try autoencoder.encoder(images, pass)
    let reconstruction = try autoencoder.decoder(z, pass).meanSquaredError(images)
    var total = reconstruction
    var terms = [LossTerm("reconstruction", Double(try reconstruction.item()))]
    if let target = batch.target {
      let divergence = try clustering.assign(z, pass).klDivergence(from: target)
      total = try total + divergence * settings.gamma
      terms.append(LossTerm("divergence", Double(try divergence.item())))
    }
    let known = ids.indices.filter { data.labels[ids[$0]] != nil }
    if settings.lambda > 0, !known.isEmpty {
      let contrast = try settings.contrast(
        z.gather(rows: known), classes: known.compactMap { data.labels[ids[$0]] },
        centres: pass.use(clustering.centres))
      total = try total + contrast * settings.lambda
      terms.append(LossTerm("contrast", Double(try contrast.item())))
    }
    return (total, terms)
  }

  func prepare(on data: TrainingData, monitor: Monitor) throws {
    _ = try prepared(on: data, monitor: monitor)
  }

  private func prepared(on data: TrainingData, monitor: Monitor) throws -> ClusteringLayer {
    try measure(data, monitor)
    if let started = centres.started { return started }
    try startCentres(data, monitor)
    return centres.layer
  }

  private func startCentres(_ data: TrainingData, _ monitor: Monitor) throws {
    let known = data.labels.sorted { $0.key < $1.key }
    guard !known.isEmpty else {
      throw Failure(
        "ccl", "no labels yet to start the centres from", expected: "at least one label")
    }
    let means = try ClusteringLayer(
      meansOf: try embed(known.map(\.key), data.dataset, monitor), classes: known.map(\.value),
      count: classes)
    centres.start(at: means.centres.value)
  }

  private func embed(_ ids: [Int], _ dataset: Dataset, _ monitor: Monitor) throws -> Tensor {
    try Embedding.of(ids, in: dataset, size: settings.embedding, monitor) {
      try autoencoder.encoder($0, .inference())
    }
  }

  func outputs(for ids: [Int], of dataset: Dataset, monitor: Monitor) throws -> Outputs {
    guard let clustering = centres.started else {
      throw Failure(
        "ccl", "no centres yet", expected: "training before the model is asked",
        code: .notTrained)
    }
    let z = try embed(ids, dataset, monitor)
    let q =
      try ids.isEmpty ? .zeros([0, classes]) : clustering.assign(z, Pass.inference())
    return Outputs(probabilities: q, embeddings: z)
  }

  var networks: [(name: String, network: any Network)] { [("autoencoder", autoencoder)] }
}
