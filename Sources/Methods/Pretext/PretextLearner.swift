import Datasets
import Networks
import Queries
import Recipes
import Tensors

/// A pretext task as it is learned: its networks, their optimizer, and how far it has come.
final class PretextLearner: CompositeState {
  private(set) var settings: any Pretext
  private let name: String
  let task: any PretextTask
  private let optimization: Optimization
  private let statistics: NormStatistics
  /// Whole epochs so far.
  private let epochs = Stored(0)

  init(
    _ pretext: Configuration<any Pretext>, backbone: any ClassifierDesign,
    statistics: NormStatistics.Kind, imageShape: [Int], streams: inout Streams
  ) throws {
    settings = pretext.product
    name = pretext.recipe.name
    task = try settings.begin(backbone, imageShape: imageShape, using: &streams["pretext weights"])
    self.statistics = NormStatistics(of: task.backbone, statistics)
    optimization = Optimization(
      of: task.parameters, by: settings.schedule.optimizer.product, statistics: self.statistics)
  }

  var parts: [StatePart] {
    [
      ("epochs", epochs), ("network", ParameterGroup(task.parameters)),
      ("statistics", statistics),
      ("optimizer", optimization),
    ]
  }

  /// Takes new settings for the steps to come; the weights stay.
  /// - Throws: a `Failure` where the weights would not fit.
  func adopt(_ pretext: any Pretext, _ statistics: NormStatistics.Kind) throws {
    guard pretext.fits(settings) else {
      throw Failure(
        "pretext", "another task or size of its layers",
        expected: "a new session for another pretext task")
    }
    try optimization.adopt(
      pretext.schedule.optimizer, insteadOf: settings.schedule.optimizer)
    self.statistics.kind = statistics
    settings = pretext
  }

  /// Trains on every image, labelled or not, in an order drawn anew each epoch.
  ///
  /// A last batch that is not full is left out; another one is, each epoch. An epoch that fails
  /// leaves no trace, an interruption keeps the steps that were done.
  /// - Returns: the mean loss of the last epoch.
  func train(
    on data: TrainingData, epochs count: Int, streams: inout Streams, monitor: Monitor
  ) throws -> Double {
    var objective = PretextObjective(
      task, settings.schedule, on: data, epochs: count, done: epochs)
    let loop = TrainingLoop("pretraining", named: name, keeping: self, monitor: monitor)
    let losses = try loop.minimise(
      &objective, by: optimization, epochs: count, streams: &streams)
    try prepare(on: data, monitor)
    return losses.first?.value ?? .nan
  }

  /// Measures the statistics of batch-norm where the training was short, on all images, in the
  /// views that it is asked about afterwards.
  func prepare(on data: TrainingData, _ monitor: Monitor) throws {
    guard statistics.areStale else { return }
    try statistics.measure { pass in
      for ids in EvenBatches.of(data.ids, size: settings.schedule.batch) {
        try monitor.checkpoint()
        _ = try task.outputs(for: ids, of: data.dataset, pass)
      }
    }
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
        for: Array(ids[start..<min(start + size, ids.count)]), of: dataset, .inference())
      features.append(part.features)
      losses.append(part.losses)
    }
    return PretextOutputs(
      features: try Tensor.concatenated(features), losses: try Tensor.concatenated(losses))
  }

  /// The task of a method that may have none.
  /// - Throws: a `Failure` where it has none.
  static func required(_ pretext: PretextLearner?) throws -> PretextLearner {
    guard let pretext else {
      throw Failure(
        "pretext", "the method learns no task without labels",
        expected: "a method with a pretext task, and that learned", code: .noPretext)
    }
    return pretext
  }

  /// 64 images of 32×32, of each of which a task may need four views.
  private static let pixelsAtATime = 1 << 16

  /// Gives a network of the same design the backbone's weights; its head stays as it is.
  /// - Throws: a `Failure` where nothing was learned yet.
  func start(_ network: any Classifier) throws {
    try requireTrained()
    let names = network.taskNames
    let body = try task.backbone.state.filter { name, _ in !names.contains(where: name.hasPrefix) }
    try network.load(body, exceptTask: true)
  }

  /// - Throws: a `Failure` where nothing was learned yet.
  func requireTrained() throws {
    guard epochs.value > 0 else {
      throw Failure(
        "pretext", "the task \(name) was not learned yet", expected: "pretraining before it",
        code: .notPretrained)
    }
  }
}
