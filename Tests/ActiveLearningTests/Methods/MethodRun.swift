import ActiveLearning
import Tensors

/// A learner with the random streams of its run, without a session around it.
final class MethodRun {
  let method: any Method
  let learner: any Learner
  var streams: Streams

  convenience init(_ method: any Method, seed: UInt64 = 1) throws {
    try self.init(method, Streams(seed: seed))
  }

  private init(_ method: any Method, _ streams: Streams) throws {
    self.method = method
    self.streams = streams
    learner = try method.makeLearner(
      imageShape: ContractImages.shape, classes: ContractImages.classes, streams: &self.streams)
  }

  /// The same run from what it saved.
  func reopened() throws -> MethodRun {
    let other = try MethodRun(method, Streams(seed: streams.seed))
    try other.learner.restore(learner.state)
    other.streams = streams
    return other
  }

  func pretrain(_ data: TrainingData, _ epochs: Int) throws -> Double {
    try learner.pretrain(on: data, epochs: epochs, streams: &streams, monitor: Monitor())
  }

  func train(
    _ data: TrainingData, _ epochs: Int, _ monitor: Monitor = Monitor()
  ) throws -> [LossTerm] {
    try learner.train(on: data, epochs: epochs, streams: &streams, monitor: monitor)
  }

  func outputs(_ ids: [Int], _ data: TrainingData) throws -> Outputs {
    try learner.prepare(on: data, monitor: Monitor())
    return try learner.outputs(for: ids, of: data.dataset, monitor: Monitor())
  }

  func probabilities(_ data: TrainingData) throws -> [Float] {
    try outputs(data.ids, data).probabilities.values()
  }

  /// The share of all images that are right, under the names that the labels give.
  func accuracy(on data: TrainingData) throws -> Double {
    let predicted = try outputs(data.ids, data).probabilities.argmax()
    let truth = data.dataset.labels ?? []
    let right = zip(data.ids, predicted).count { truth[$0] == $1 }
    return Double(right) / Double(data.ids.count)
  }

  /// Everything that the next step depends on, to compare bit for bit.
  var bits: [String: [UInt32]] {
    get throws { try learner.state.mapValues { $0.values().map(\.bitPattern) } }
  }
}

/// Small images around one pattern for each of four classes, of which a few are labelled.
enum ContractImages {
  static let shape = [1, 8, 8]
  static let classes = 4

  static func data() throws -> TrainingData {
    let dataset = try Configuration(
      try Catalogue<Dataset>.synthetic.recipe(named: "blobs"),
      [
        "images": .integer(80), "classes": .integer(classes), "size": .integer(8),
        "noise": .number(0.1), "seed": .integer(3),
      ]
    ).product
    let ids = dataset.splits["train"] ?? Array(0..<dataset.images.count)
    let truth = dataset.labels ?? []
    let known = ids.prefix(32)
    return TrainingData(
      dataset: dataset, ids: ids,
      labels: Dictionary(uniqueKeysWithValues: known.map { ($0, truth[$0]) }))
  }
}
