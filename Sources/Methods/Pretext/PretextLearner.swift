import Datasets
import Networks
import Queries
import Recipes
import Tensors

/// A pretext task as it is learned: its networks, their optimizer, and how far it has come.
final class PretextLearner {
  private var settings: any Pretext
  private let name: String
  let task: any PretextTask
  private var optimizer: any Optimizer
  /// Whole epochs so far.
  private(set) var epochs = 0

  init(
    _ pretext: Configuration<any Pretext>, backbone: any ClassifierDesign, imageShape: [Int],
    streams: inout Streams
  ) throws {
    settings = pretext.product
    name = pretext.recipe.name
    task = try settings.begin(backbone, imageShape: imageShape, using: &streams["pretext weights"])
    optimizer = settings.schedule.optimizer.product
  }

  /// Takes new settings for the steps to come; the weights stay.
  /// - Throws: a `Failure` where the weights would not fit.
  func adopt(_ pretext: any Pretext) throws {
    guard pretext.fits(settings) else {
      throw Failure(
        "pretext", "another task or size of its layers",
        expected: "a new session for another pretext task")
    }
    let (before, after) = (settings.schedule.optimizer, pretext.schedule.optimizer)
    if before.named != after.named {
      let state = try optimizer.state
      optimizer = after.product
      // What another optimizer has no use for, or misses, starts anew.
      if before.recipe.name == after.recipe.name {
        try? optimizer.restore(state, for: trained)
      }
    }
    settings = pretext
  }

  /// Trains on every image of `material`, labelled or not, in an order drawn anew each epoch.
  ///
  /// A last batch that is not full is left out; another one is, each epoch. An epoch that fails
  /// leaves no trace, an interruption keeps the steps that were done.
  /// - Returns: the mean loss of the last epoch.
  func train(
    on material: TrainingData, epochs count: Int, streams: inout Streams, monitor: Monitor
  ) throws -> Double {
    var last = Double.nan
    let total = max(settings.schedule.epochs, epochs + count)
    for epoch in 1...max(count, 1) where count > 0 {
      last = try Training.epoch(task.parameters, &optimizer, &streams) { optimizer, streams in
        optimizer.rate = settings.schedule.rate.rate(
          settings.schedule.optimizer.product.rate, at: epochs, of: total)
        return try self.epoch(epoch, of: count, &optimizer, material, &streams, monitor)
      }
      epochs += 1
    }
    return last
  }

  private func epoch(
    _ epoch: Int, of count: Int, _ optimizer: inout any Optimizer, _ material: TrainingData,
    _ streams: inout Streams, _ monitor: Monitor
  ) throws -> Double {
    let size = min(settings.schedule.batch, material.ids.count)
    let steps = material.ids.count / max(size, 1)
    let order = streams["shuffle"].permutation(material.ids.count)
    // A number for each epoch of the session, so that no two see the same changes.
    let changes = Int(streams["augmentation"].word())
    let stream = Random(seed: streams.seed, stream: "augmented")
    let prepared = Prefetcher(
      material.dataset,
      batches: (0..<steps).map { step in
        order[step * size..<(step + 1) * size].map { material.ids[$0] }
      }, as: task.views, stream: stream, epoch: changes)
    let parameters = task.parameters
    var meter = LossMeter()
    for step in 1...steps {
      try monitor.checkpoint()
      let images = try prepared.next(monitor)
      meter.add(
        try Training.step(
          parameters, with: &optimizer, position: "\(name) epoch \(epoch), step \(step)",
          streams: &streams
        ) { pass in (try task.loss(of: images, pass), []) })
      monitor.report(
        Progress(
          stage: "pretraining", epoch: epoch, epochs: count, step: step, steps: steps,
          loss: meter.total))
    }
    return meter.total ?? .nan
  }

  /// Features and losses, in chunks that stay in memory where images are large.
  /// - Throws: a `Failure` where nothing was learned yet.
  func outputs(
    for ids: [Int], of dataset: Dataset, monitor: Monitor
  ) throws -> PretextOutputs {
    try requireTrained()
    var features = [try Tensor.zeros([0, task.backbone.embeddingSize])]
    var losses = [try Tensor.zeros([0])]
    let pixels = max(task.backbone.inputShape.dropFirst().reduce(1, *), 1)
    let size = min(max(Self.pixelsAtATime / pixels, 4), 256)
    for start in stride(from: 0, to: ids.count, by: size) {
      try monitor.checkpoint()
      let part = try task.outputs(
        for: Array(ids[start..<min(start + size, ids.count)]), of: dataset)
      features.append(part.features)
      losses.append(part.losses)
    }
    return PretextOutputs(
      features: try Tensor.concatenated(features), losses: try Tensor.concatenated(losses))
  }

  /// 64 images of 32×32, of which a task may look at four views.
  private static let pixelsAtATime = 1 << 16

  /// Gives a network of the same design the backbone's weights; its head stays as it is.
  /// - Throws: a `Failure` where nothing was learned yet.
  func start(_ network: any Classifier) throws {
    try requireTrained()
    let names = network.taskNames
    let body = task.backbone.state.filter { name, _ in !names.contains(where: name.hasPrefix) }
    try network.load(body, exceptTask: true)
  }

  private func requireTrained() throws {
    guard epochs > 0 else {
      throw Failure(
        "pretext", "the task \(name) was not learned yet", expected: "pretraining before it",
        code: .notPretrained)
    }
  }

  private var trained: [NamedParameter] { task.parameters.filter(\.parameter.isTrained) }

  var state: [String: Tensor] {
    get throws {
      // Single precision is exact up to 2²⁴ epochs.
      var state = ["epochs": try Tensor(Float(epochs))]
      for named in task.parameters { state["network.\(named.name)"] = named.parameter.value }
      for (name, tensor) in try optimizer.state { state["optimizer.\(name)"] = tensor }
      return state
    }
  }

  /// What `restore` will do, once everything else fits, too.
  /// - Throws: a `Failure` that names the tensor which is missing or does not fit.
  func restoring(_ state: [String: Tensor]) throws -> () -> Void {
    guard let count = try state["epochs"]?.item(), (0...16_777_216).contains(count) else {
      throw Failure("pretext", "no tensor 'epochs', or none that counts, in the saved state")
    }
    var values: [(Parameter, Tensor)] = []
    for named in task.parameters {
      let shape = named.parameter.value.shape
      guard let value = state["network.\(named.name)"], value.shape == shape else {
        throw Failure(
          "pretext", "no tensor '\(named.name)' of its shape in the saved state",
          expected: "\(shape)")
      }
      values.append((named.parameter, value))
    }
    var fresh = settings.schedule.optimizer.product
    try fresh.restore(
      state.under("optimizer."), for: trained)
    return { [self] in
      for (parameter, value) in values { parameter.value = value }
      (optimizer, epochs) = (fresh, Int(count))
    }
  }
}

extension [String: Tensor] {
  /// The tensors whose names begin so, without that beginning.
  func under(_ prefix: String) -> [String: Tensor] {
    var part: [String: Tensor] = [:]
    for (name, tensor) in self where name.hasPrefix(prefix) {
      part[String(name.dropFirst(prefix.count))] = tensor
    }
    return part
  }
}
