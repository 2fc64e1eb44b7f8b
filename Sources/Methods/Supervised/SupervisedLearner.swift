import Datasets
import Networks
import Recipes
import Tensors

/// The learner of supervised training: a network, its optimizer, and how far the training on the
/// present labels has come.
final class SupervisedLearner: Learner {
  private(set) var settings: Supervised
  let network: any Classifier
  var optimizer: any Optimizer
  var training = SupervisedProgress()
  /// What is learned without labels, where the method has such a task.
  let pretext: PretextLearner?
  /// What is learned of unlabelled images besides, where the method asks for it.
  let consistency: Consistency?

  init(
    _ settings: Supervised, imageShape: [Int], classes: Int, streams: inout Streams
  ) throws {
    self.settings = settings
    network = try settings.network.product.makeClassifier(
      inputShape: imageShape, classes: classes, using: &streams["weights"])
    optimizer = settings.optimizer.product
    pretext = try settings.pretext.map {
      try PretextLearner(
        $0, backbone: settings.network.product, imageShape: imageShape, streams: &streams)
    }
    consistency =
      try settings.consistency > 0
      ? Consistency(
        network, weight: settings.consistency, using: &streams["consistency weights"]) : nil
  }

  /// Everything that training moves.
  var parameters: [NamedParameter] { network.parameters + (consistency?.parameters ?? []) }
  var trained: [NamedParameter] { parameters.filter(\.parameter.isTrained) }

  func adopt(_ method: any Method) throws {
    guard let method = method as? Supervised, method.network.named == settings.network.named,
      (method.pretext == nil) == (pretext == nil), method.consistency == settings.consistency
    else {
      throw Failure(
        "classifier", "another method or network", expected: "a new session for another network")
    }
    if let task = method.pretext { try pretext?.adopt(task.product) }
    if method.optimizer.named != settings.optimizer.named {
      let before = try optimizer.state
      optimizer = method.optimizer.product
      if method.optimizer.recipe.name == settings.optimizer.recipe.name {
        // What the new settings have no use for, or miss, starts anew.
        try? optimizer.restore(before, for: trained)
      }
    }
    settings = method
  }

  func train(
    on material: TrainingData, epochs: Int, streams: inout Streams, monitor: Monitor
  ) throws -> [LossTerm] {
    guard !material.labels.isEmpty else {
      throw Failure("classifier", "no labels yet to learn from", expected: "at least one label")
    }
    var meter = LossMeter()
    var batches = LabelledBatches(material.labels, size: settings.batch)
    var others = EndlessBatches(
      consistency == nil ? [] : material.ids.filter { material.labels[$0] == nil },
      size: settings.batch, stream: "unlabelled batch")
    let weights = settings.balances ? ClassWeights(material.labels) : nil
    var good = moment(streams)
    do {
      try begin(on: material.labels, streams: &streams)
      let total = max(settings.epochs, training.epochs + epochs)
      for epoch in 1...max(epochs, 1) where epochs > 0 {
        meter = try self.epoch(
          epoch, of: epochs, in: total, &batches, &others, material, weights, &streams, monitor)
        training.epochs += 1
        good = moment(streams)
      }
    } catch {
      // An interruption keeps the steps that were done; a failure goes back to what was sound.
      if !(error is Cancelled) { restore(good, &streams) }
      throw error
    }
    return meter.means
  }

  /// Starts a new training where the labels are not those of the one that was going on.
  private func begin(on labels: [Int: Int], streams: inout Streams) throws {
    guard training.labels != labels else { return }
    if settings.start == .initial, training.labels.isEmpty { training.initial = network.state }
    if settings.start == .pretext {
      guard let pretext else {
        throw Failure(
          "classifier", "has no pretext task to start from", expected: "pretext = \"rotation\"")
      }
      // The head of the first training is as fresh as it is.
      if !training.labels.isEmpty { try drawWeights(&streams) }
      try pretext.start(network)
      try consistency?.begin(using: &streams["consistency weights"])
    } else if !training.labels.isEmpty {
      switch settings.start {
      case .resume, .pretext: break
      case .scratch:
        try drawWeights(&streams)
        try consistency?.begin(using: &streams["consistency weights"])
      case .initial:
        guard let initial = training.initial else {
          throw Failure(
            "classifier", "the weights of the very first training were not kept",
            expected: "weights = \"initial\" before it")
        }
        try network.restore(initial)
        try consistency?.begin(using: &streams["consistency weights"])
      }
    }
    optimizer = settings.optimizer.product
    training.labels = labels
    training.epochs = 0
  }

  private func drawWeights(_ streams: inout Streams) throws {
    let fresh = try settings.network.product.makeClassifier(
      inputShape: network.inputShape, classes: network.classes, using: &streams["weights"])
    try network.restore(fresh.state)
  }

  private func epoch(
    _ epoch: Int, of epochs: Int, in total: Int, _ batches: inout LabelledBatches,
    _ others: inout EndlessBatches, _ material: TrainingData, _ weights: ClassWeights?,
    _ streams: inout Streams, _ monitor: Monitor
  ) throws -> LossMeter {
    if settings.shuffles { batches.shuffle(&streams) }
    optimizer.rate = settings.schedule.rate(
      settings.optimizer.product.rate, at: training.epochs, of: total)
    let parameters = parameters
    var meter = LossMeter()
    let steps = batches.stepsPerEpoch
    let prepared = prefetcher((1...steps).map { batches[$0] }, of: material.dataset, &streams)
    for step in 1...steps {
      try monitor.checkpoint()
      let ids = batches[step]
      let images = try prepared.next(monitor)
      let classes = ids.compactMap { material.labels[$0] }
      let position = "epoch \(epoch), step \(step)"
      let some = consistency == nil ? [] : others.next(&streams)
      let unlabelled = try some.isEmpty ? nil : material.dataset.batch(some)
      meter.add(
        try Training.step(
          parameters, with: &optimizer, clipping: settings.clipping, position: position,
          streams: &streams
        ) { pass in
          let z = try network.embed(images, pass)
          let loss = try network.classify(z, pass)
            .crossEntropy(targets: classes, weights: weights?.of(classes))
          guard let consistency else { return (loss, []) }
          let term = try consistency.loss(
            labelled: images, embeddings: z, unlabelled: unlabelled, pass)
          return (try loss + term, [LossTerm("consistency", Double(try term.item()))])
        })
      try consistency?.stepped()
      if step == steps { try requireSound(on: images, after: position) }
      monitor.report(
        Progress(
          stage: "training", epoch: epoch, epochs: epochs, step: step, steps: steps,
          loss: meter.total))
    }
    return meter
  }

  /// An epoch's pictures, each step's while the step before is taken.
  private func prefetcher(
    _ batches: [[Int]], of dataset: Dataset, _ streams: inout Streams
  ) -> Prefetcher {
    guard let augmentation = settings.augmentation else {
      return Prefetcher(dataset, batches: batches)
    }
    // A number for each epoch of the session, so that no two see the same changes.
    let changes = Int(streams["augmentation"].word())
    return Prefetcher(
      dataset, batches: batches, augmentation,
      stream: Random(seed: streams.seed, stream: "augmented"), epoch: changes)
  }

  /// An epoch is good if the model that it leaves can be used, too.
  private func requireSound(on images: Tensor, after position: String) throws {
    let few = try images.rows(0..<min(images.shape[0], 8))
    if try network.parameters.allSatisfy({ try $0.parameter.value.isFinite }),
      try network.logits(few, .inference()).isFinite
    {
      return
    }
    let cause = try NonFinite(isTraining: false, with: network.parameters, using: nil) {
      try network.logits(few, $0)
    }
    throw Failure(
      "training",
      "the network is not finite after \(position), rate \(optimizer.rate)"
        + (cause.map { ": \($0.description)" } ?? ""), expected: "a smaller rate",
      code: .diverged)
  }
}
