import Datasets
import Networks
import Queries
import Tensors

/// The learner of a linear probe: a network that stays as it is, and the linear layer on its features.
final class LinearProbeLearner: Learner {
  private(set) var settings: LinearProbe
  let classes: Int
  /// What makes the features, where no pretext task does.
  private let network: any Classifier
  private let pretext: PretextLearner?
  private let optimization: Optimization
  let head: Linear
  private let features = FrozenFeatures()
  /// The labels of the training that the linear layer comes from, and its epochs.
  private let training: Stored<SupervisedProgress>

  init(
    _ settings: LinearProbe, imageShape: [Int], classes: Int, streams: inout Streams
  ) throws {
    self.settings = settings
    self.classes = classes
    network = try settings.network.product.makeClassifier(
      inputShape: imageShape, classes: classes, using: &streams["weights"])
    pretext = try settings.pretext.map {
      try PretextLearner(
        $0, backbone: settings.network.product, statistics: settings.statistics,
        imageShape: imageShape, streams: &streams)
    }
    head = try Linear(network.embeddingSize, to: classes, using: &streams["weights"])
    optimization = Optimization(of: head.parameters, by: settings.optimizer.product)
    training = Stored(SupervisedProgress(of: network))
  }

  /// What makes the features.
  var backbone: any Classifier { pretext?.task.backbone ?? network }

  var parts: [StatePart] {
    let own: StatePart = pretext.map { ("pretext", $0) } ?? ("network", network)
    return [
      own, ("head", ParameterGroup(head.parameters)), ("optimizer", optimization),
      ("training", training),
    ]
  }

  var givesLogits: Bool { true }

  var networks: [(name: String, network: any Network)] {
    [(settings.network.recipe.name, backbone)]
  }

  func adopt(_ method: any Method) throws {
    guard let method = method as? LinearProbe, method.network.named == settings.network.named,
      (method.pretext == nil) == (pretext == nil)
    else {
      throw Failure(
        "linear_probe", "another method or network",
        expected: "a new session for another network")
    }
    if let task = method.pretext { try pretext?.adopt(task.product, method.statistics) }
    try optimization.adopt(method.optimizer, insteadOf: settings.optimizer)
    settings = method
  }

  func pretrain(
    on data: TrainingData, epochs: Int, streams: inout Streams, monitor: Monitor
  ) throws -> Double {
    guard let pretext else {
      throw Failure(
        "linear_probe", "has no task without labels, there is nothing to pretrain",
        expected: "a pretext task, or weights from a file", code: .noPretraining)
    }
    return try pretext.train(on: data, epochs: epochs, streams: &streams, monitor: monitor)
  }

  func train(
    on data: TrainingData, epochs: Int, streams: inout Streams, monitor: Monitor
  ) throws -> [LossTerm] {
    guard !data.labels.isEmpty else {
      throw Failure("linear_probe", "no labels yet to learn from", expected: "at least one label")
    }
    try pretext?.requireTrained()
    var objective = try LinearProbeObjective(self, on: data, epochs: epochs, monitor)
    return try TrainingLoop("training", keeping: self, monitor: monitor).minimise(
      &objective, by: optimization, epochs: epochs, streams: &streams)
  }

  /// Starts anew where the labels are not those of the training that was going on.
  func begin(on labels: [Int: Int], streams: inout Streams) throws {
    guard training.value.labels != labels else { return }
    if !training.value.labels.isEmpty {
      let fresh = try Linear(head.input, to: classes, using: &streams["weights"])
      try ParameterGroup(head.parameters).restore(ParameterGroup(fresh.parameters).state)
    }
    optimization.begin(with: settings.optimizer.product)
    training.value.labels = labels
    training.value.epochs = 0
  }

  /// Whole epochs on the labels that it was last trained on.
  var epochs: Int { training.value.epochs }

  /// A whole epoch is done.
  func ended() { training.value.epochs += 1 }

  func prepare(on data: TrainingData, monitor: Monitor) throws {
    try pretext?.prepare(on: data, monitor)
  }

  /// - Shape: [ids × features].
  func embeddings(of ids: [Int], _ dataset: Dataset, _ monitor: Monitor) throws -> Tensor {
    let rows = try features.rows(of: ids, dataset, by: backbone, monitor)
    return settings.normalises ? try rows.normalizedRows() : rows
  }

  func outputs(for ids: [Int], of dataset: Dataset, monitor: Monitor) throws -> Outputs {
    let embeddings = try embeddings(of: ids, dataset, monitor)
    let logits =
      ids.isEmpty ? try Tensor.zeros([0, classes]) : try head(embeddings, .inference())
    return Outputs(
      probabilities: try logits.softmax(), embeddings: embeddings, logits: logits)
  }

  func pretext(
    for ids: [Int], of dataset: Dataset, monitor: Monitor
  ) throws -> PretextOutputs {
    try PretextLearner.required(pretext).outputs(for: ids, of: dataset, monitor: monitor)
  }
}
