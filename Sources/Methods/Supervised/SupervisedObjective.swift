import Datasets
import Networks
import Tensors

/// What the labels teach a `SupervisedLearner`: their cross entropy, and the consistency of what is
/// not labelled where the method asks for it.
struct SupervisedObjective: Objective {
  /// What one step learns from.
  struct Batch {
    let images: Tensor
    let classes: [Int]
    /// Images for the consistency loss; nil where there are none.
    let unlabelled: Tensor?
  }

  private let learner: SupervisedLearner
  private let data: TrainingData
  private let weights: ClassWeights?
  private var batches: LabelledBatches
  private var others: EndlessBatches
  private var prepared: Prefetcher?
  private var step = 0
  private var span: TrainingSpan

  init(_ learner: SupervisedLearner, on data: TrainingData, epochs: Int) {
    self.learner = learner
    self.data = data
    let settings = learner.settings
    span = TrainingSpan(
      settings.schedule, from: settings.optimizer.product.rate, epochs: settings.epochs,
      call: epochs)
    weights = settings.balances ? ClassWeights(data.labels) : nil
    batches = LabelledBatches(data.labels, size: settings.batch)
    others = EndlessBatches(
      learner.consistency == nil ? [] : data.ids.filter { data.labels[$0] == nil },
      size: settings.batch, stream: "unlabelled batch")
  }

  var rate: Float? { span.rate(after: learner.epochs) }

  mutating func begin(_ streams: inout Streams) throws -> Int {
    if !span.hasBegun {
      try learner.begin(on: data.labels, streams: &streams)
      span.begin(after: learner.epochs)
    }
    if learner.settings.shuffles { batches.shuffle(&streams) }
    step = 0
    prepared = prefetcher((1...batches.stepsPerEpoch).map { batches[$0] }, &streams)
    return batches.stepsPerEpoch
  }

  mutating func next(_ streams: inout Streams, _ monitor: Monitor) throws -> Batch? {
    guard let images = try prepared?.next(monitor) else { return nil }
    step += 1
    let some = learner.consistency == nil ? [] : others.next(&streams)
    return Batch(
      images: images, classes: batches[step].compactMap { data.labels[$0] },
      unlabelled: try some.isEmpty ? nil : data.dataset.batch(some))
  }

  func loss(of batch: Batch, _ pass: Pass) throws -> (Tensor, [LossTerm]) {
    let z = try learner.network.embed(batch.images, pass)
    let loss = try learner.network.classify(z, pass)
      .crossEntropy(targets: batch.classes, weights: weights?.of(batch.classes))
    guard let consistency = learner.consistency else { return (loss, []) }
    let term = try consistency.loss(
      labelled: batch.images, embeddings: z, unlabelled: batch.unlabelled, pass)
    return (try loss + term, [LossTerm("consistency", Double(try term.item()))])
  }

  /// An epoch is good if the model that it leaves can be used.
  func moved(by batch: Batch, at step: TrainingLoop.Step) throws {
    try learner.consistency?.stepped()
    guard step.isLast else { return }
    let network = learner.network
    let few = try batch.images.rows(0..<min(batch.images.shape[0], 8))
    if try network.logits(few, .inference()).isFinite { return }
    let cause = try NonFinite(isTraining: false, with: network.parameters, using: nil) {
      try network.logits(few, $0)
    }
    throw Failure(
      "training",
      "the network is not finite after \(step.position), rate \(learner.rate)"
        + (cause.map { ": \($0.description)" } ?? ""), expected: "a smaller rate",
      code: .diverged)
  }

  func ended() { learner.ended() }

  /// An epoch's images, each step's while the step before is taken.
  private func prefetcher(_ batches: [[Int]], _ streams: inout Streams) -> Prefetcher {
    guard let augmentation = learner.settings.augmentation else {
      return Prefetcher(data.dataset, batches: batches)
    }
    // A number for each epoch of the session, so that no two see the same changes.
    let changes = Int(streams["augmentation"].word())
    return Prefetcher(
      data.dataset, batches: batches, augmentation,
      stream: Random(seed: streams.seed, stream: "augmented"), epoch: changes)
  }
}
