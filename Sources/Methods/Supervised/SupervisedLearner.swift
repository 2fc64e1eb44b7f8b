import Datasets
import Networks
import Recipes
import Tensors

/// The learner of supervised training: a network, its optimizer, and how far the training on the
/// present labels has come.
final class SupervisedLearner: Learner {
  private(set) var settings: Supervised
  let network: any Classifier
  private let optimization: Optimization
  /// By which batch-norm works outside training.
  private let statistics: NormStatistics
  private let training: Stored<SupervisedProgress>
  /// What is learned without labels, where the method has such a task.
  let pretext: PretextLearner?
  /// What is learned of unlabelled images besides, where the method asks for it.
  let consistency: Consistency?
  /// It was said that the model does not know its own labels.
  var hasWarned = false

  init(
    _ settings: Supervised, imageShape: [Int], classes: Int, streams: inout Streams
  ) throws {
    self.settings = settings
    network = try settings.network.product.makeClassifier(
      inputShape: imageShape, classes: classes, using: &streams["weights"])
    training = Stored(SupervisedProgress(of: network))
    statistics = NormStatistics(of: network, settings.statistics)
    pretext = try settings.pretext.map {
      try PretextLearner(
        $0, backbone: settings.network.product, statistics: settings.statistics,
        imageShape: imageShape, streams: &streams)
    }
    consistency =
      try settings.consistency > 0
      ? Consistency(
        network, weight: settings.consistency, using: &streams["consistency weights"]) : nil
    optimization = Optimization(
      of: network.parameters + (consistency?.parameters ?? []), by: settings.optimizer.product,
      statistics: statistics)
  }

  var parts: [StatePart] {
    let others: [StatePart?] = [
      pretext.map { ("pretext", $0) }, consistency.map { ("consistency", $0) },
    ]
    return [
      ("network", network), ("statistics", statistics), ("optimizer", optimization),
      ("training", training),
    ]
      + others.compactMap(\.self)
  }

  var givesLogits: Bool { true }

  var networks: [(name: String, network: any Network)] {
    [(settings.network.recipe.name, network)]
      + (pretext.map { [("pretext", $0.task.backbone)] } ?? [])
  }

  /// Whole epochs on the labels that it was last trained on.
  var epochs: Int { training.value.epochs }

  /// The step size of the steps to come.
  var rate: Float { optimization.rate }

  func adopt(_ method: any Method) throws {
    guard let method = method as? Supervised, method.network.named == settings.network.named,
      (method.pretext == nil) == (pretext == nil), method.consistency == settings.consistency
    else {
      throw Failure(
        "classifier", "another method or network", expected: "a new session for another network")
    }
    if let task = method.pretext { try pretext?.adopt(task.product, method.statistics) }
    try optimization.adopt(method.optimizer, insteadOf: settings.optimizer)
    statistics.kind = method.statistics
    settings = method
  }

  func train(
    on data: TrainingData, epochs: Int, streams: inout Streams, monitor: Monitor
  ) throws -> [LossTerm] {
    guard !data.labels.isEmpty else {
      throw Failure("classifier", "no labels yet to learn from", expected: "at least one label")
    }
    var objective = SupervisedObjective(self, on: data, epochs: epochs)
    let losses = try TrainingLoop("training", keeping: self, monitor: monitor)
      .minimise(
        &objective, by: optimization, clipping: settings.clipping, epochs: epochs,
        streams: &streams)
    try prepare(on: data, monitor: monitor)
    try warnOfUnknownLabels(losses, on: data, monitor)
    return losses
  }

  /// Measures the statistics of batch-norm where the training was short, on what it was about.
  func prepare(on data: TrainingData, monitor: Monitor) throws {
    try pretext?.prepare(on: data, monitor)
    try statistics.measure(
      on: training.value.labels.keys.sorted(), of: data.dataset, batch: settings.batch, monitor
    ) { _ = try network.logits($0, $1) }
  }

  /// A whole epoch is done.
  func ended() { training.value.epochs += 1 }

  /// Starts a new training where the labels are not those of the one that was going on.
  func begin(on labels: [Int: Int], streams: inout Streams) throws {
    guard training.value.labels != labels else { return }
    if settings.start == .initial, training.value.labels.isEmpty {
      training.value.initial = try network.state
    }
    if settings.start == .pretext {
      guard let pretext else {
        throw Failure(
          "classifier", "has no pretext task to start from", expected: "pretext = \"rotation\"")
      }
      // The head of the first training is as fresh as it is.
      if !training.value.labels.isEmpty { try drawWeights(&streams) }
      try pretext.start(network)
      statistics.begin()
      try consistency?.begin(using: &streams["consistency weights"])
    } else if !training.value.labels.isEmpty {
      switch settings.start {
      case .resume, .pretext: break
      case .scratch:
        try drawWeights(&streams)
        try consistency?.begin(using: &streams["consistency weights"])
      case .initial:
        guard let initial = training.value.initial else {
          throw Failure(
            "classifier", "the weights of the very first training were not kept",
            expected: "weights = \"initial\" before it")
        }
        try network.restore(initial)
        statistics.begin()
        try consistency?.begin(using: &streams["consistency weights"])
      }
    }
    optimization.begin(with: settings.optimizer.product)
    training.value.labels = labels
    training.value.epochs = 0
  }

  private func drawWeights(_ streams: inout Streams) throws {
    let fresh = try settings.network.product.makeClassifier(
      inputShape: network.inputShape, classes: network.classes, using: &streams["weights"])
    try network.restore(fresh.state)
    statistics.begin()
  }
}
