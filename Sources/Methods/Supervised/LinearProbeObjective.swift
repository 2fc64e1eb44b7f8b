import Networks
import Tensors

/// What the labels teach a linear layer on frozen features: their cross entropy.
struct LinearProbeObjective: Objective {
  /// What one step learns from.
  struct Batch {
    /// [n × features].
    let features: Tensor
    let classes: [Int]
  }

  private let learner: LinearProbeLearner
  private let data: TrainingData
  /// Of all labelled images, by ascending id.
  private let features: Tensor
  private let rows: [Int: Int]
  private var batches: LabelledBatches
  private var step = 0
  private var span: TrainingSpan

  init(_ learner: LinearProbeLearner, on data: TrainingData, epochs: Int, _ monitor: Monitor) throws
  {
    self.learner = learner
    self.data = data
    let settings = learner.settings
    span = TrainingSpan(
      settings.schedule, from: settings.optimizer.product.rate, epochs: settings.epochs,
      call: epochs)
    let ids = data.labels.keys.sorted()
    features = try learner.embeddings(of: ids, data.dataset, monitor)
    rows = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, $0) })
    // Of equal size: a small last one would weigh as much as the others.
    let steps = (ids.count + learner.settings.batch - 1) / learner.settings.batch
    batches = LabelledBatches(data.labels, size: (ids.count + steps - 1) / steps)
  }

  var rate: Float? { span.rate(after: learner.epochs) }

  mutating func begin(_ streams: inout Streams) throws -> Int {
    if !span.hasBegun {
      try learner.begin(on: data.labels, streams: &streams)
      span.begin(after: learner.epochs)
    }
    batches.shuffle(&streams)
    step = 0
    return batches.stepsPerEpoch
  }

  mutating func next(_ streams: inout Streams, _ monitor: Monitor) throws -> Batch? {
    step += 1
    let ids = batches[step]
    return Batch(
      features: try features.gather(rows: ids.compactMap { rows[$0] }),
      classes: ids.compactMap { data.labels[$0] })
  }

  func loss(of batch: Batch, _ pass: Pass) throws -> (Tensor, [LossTerm]) {
    (try learner.head(batch.features, pass).crossEntropy(targets: batch.classes), [])
  }

  func ended() { learner.ended() }
}
