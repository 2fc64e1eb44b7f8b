import Datasets
import Foundation
import Methods
import Queries
import Recipes
import Strategies
import Tensors

/// The state of an active-learning run: what is labelled, what was learned, every round so far, and
/// the random streams that the next step will draw from.
///
/// Saved and reopened it goes on with the same bits as if it had never stopped.
public final class Session {
  public let dataset: Dataset
  public let seed: UInt64
  /// Training images, labelled or not, ascending global ids.
  public let trainingIDs: [Int]
  /// Images set aside for evaluation.
  public let validationIDs: [Int]
  public internal(set) var method: Configuration<any Method>
  public internal(set) var strategy: Configuration<any Strategy>
  /// Every answer so far, in the order in which it came.
  public internal(set) var annotations: [Annotation] = []
  public internal(set) var pool: Pool
  /// Epochs of pretraining so far.
  public internal(set) var pretrainedEpochs = 0
  /// Rounds that a labelling has closed.
  public internal(set) var closedRounds: [RoundRecord] = []
  /// The round that is going on.
  public internal(set) var current: RoundRecord
  /// Labels that nobody gave for the image itself, but for a cluster or a representative of it.
  public internal(set) var provisional: [Int: Int] = [:]
  /// Pairs that were answered to be of one class, or of two.
  public internal(set) var constraints: [PairConstraint] = []
  /// The learner as it was when the round before was closed, or as it began.
  var earlier: [String: Tensor]?
  /// Who answers questions.
  public internal(set) var oracle: any Oracle
  /// What the answers are signed with.
  public internal(set) var annotator = "ground truth"
  public let learner: any Learner
  /// What everything here is computed with, whatever holds outside.
  public private(set) var settings: EngineSettings
  var streams: Streams
  let identity: String
  /// A strategy is choosing; nothing else may happen to the session until it has answered.
  var isAsking = false
  /// The directory that it was saved to or read from last.
  var home: String?
  /// Where the session stood when it was last on the disk, or when it began.
  var savedMark: Mark?
  /// The latest training, query or round was stopped before its end.
  var isMidway = false
  /// Works within works that go on: a training is part of a round.
  var depth = 0
  /// Digests of the manifests that this session has read or written itself.
  var ownManifests: Set<String> = []

  /// Draws the splits and the initial labels, and builds the method's networks.
  /// - Throws: a `Failure` where the data set has too few images, or no classes to answer with.
  public init(_ setup: SessionSetup, strategies: Catalogue<any Strategy> = .strategies) throws {
    var streams = Streams(seed: setup.seed)
    let split = try SessionSplit(setup, using: &streams["split"])
    let strategy =
      try setup.strategy
      ?? strategies.configuration(NamedOptions(setup.method.product.strategyName))
    dataset = setup.dataset
    seed = setup.seed
    trainingIDs = split.training
    validationIDs = split.validation
    method = setup.method
    self.strategy = strategy
    oracle = try setup.dataset.oracle
    pool = try Pool(split.training)
    identity = UUID().uuidString.lowercased()
    try setup.settings.check(for: "session.new")
    settings = setup.settings
    learner = try settings.apply {
      try setup.method.product.makeLearner(
        imageShape: setup.dataset.images.shape, classes: setup.dataset.classNames.count,
        streams: &streams)
    }
    self.streams = streams
    current = RoundRecord(
      number: 1, labels: 0, fraction: 0, method: setup.method.named, strategy: strategy.named)
    guard setup.initial == 0 || !(oracle is UserAnswers) else {
      throw Failure(
        "session.new: initial", "\(dataset.name) has no labels to draw from",
        expected: "0, and yours by s:label or s:label_from", got: "\(setup.initial)")
    }
    let first = try self.streams["initial labels"].sample(
      setup.initial, of: split.training.count)
    try answer(first.map { split.training[$0] }.sorted(), round: 0)
    openRound(number: 1)
    try keepEarlier()
    savedMark = mark
  }

  /// A session as it was saved.
  init(_ saved: SavedSession) {
    dataset = saved.dataset
    seed = saved.manifest.seed
    trainingIDs = saved.manifest.trainingIDs
    validationIDs = saved.manifest.validationIDs
    method = saved.method
    strategy = saved.strategy
    annotations = saved.annotations
    pool = saved.pool
    pretrainedEpochs = saved.manifest.pretrainedEpochs
    closedRounds = saved.rounds
    current = saved.manifest.current
    oracle = saved.oracle
    learner = saved.learner
    settings = saved.manifest.settings
    streams = saved.manifest.streams
    identity = saved.manifest.session
    provisional = saved.manifest.provisional ?? [:]
    constraints = saved.manifest.constraints ?? []
    earlier = saved.earlier
    ownManifests = [saved.digest]
    savedMark = mark
  }

  /// Everything that a method may learn from now.
  public var material: Material {
    Material(
      dataset: dataset, ids: trainingIDs,
      labels: provisional.merging(knownLabels) { $1 }, constraints: constraints)
  }

  /// What was answered so far about single images: id → class.
  public var knownLabels: [Int: Int] {
    Dictionary(uniqueKeysWithValues: pool.entries.map { ($0.id, $0.label) })
  }

  /// Closed rounds, and the one going on if it was evaluated.
  public var history: [RoundRecord] {
    closedRounds + (current.evaluation == nil ? [] : [current])
  }

  /// Changes one option of the method for the steps to come.
  public func setMethodOption(_ name: String, to value: OptionValue) throws {
    var changed = method
    try changed.set(name, to: value)
    if try changed.recipe.option(named: name).isFixed, changed.values[name] != method.values[name] {
      throw Failure(
        method.recipe.name, "'\(name)' cannot change once the network exists",
        expected: "a new session for another \(name)")
    }
    try requireIdle(method.recipe.name)
    try learner.adopt(changed.product)
    method = changed
  }

  /// Changes one option of the strategy for the queries to come.
  public func setStrategyOption(_ name: String, to value: OptionValue) throws {
    try requireIdle("strategy")
    try strategy.set(name, to: value)
  }

  /// Computes with other settings from now on; what was learned so far stays.
  public func setSettings(_ settings: EngineSettings) throws {
    try requireIdle("options")
    try settings.check(for: "options")
    self.settings = settings
  }

  /// Asks with another strategy from now on.
  public func setStrategy(_ strategy: Configuration<any Strategy>) throws {
    try requireIdle("strategy")
    self.strategy = strategy
  }

  func openRound(number: Int) {
    let labels = pool.entries.count
    current = RoundRecord(
      number: number, labels: labels, fraction: Double(labels) / Double(trainingIDs.count),
      method: method.named, strategy: strategy.named)
  }

  /// - Throws: a `Failure` while a strategy is choosing.
  func requireIdle(_ who: String) throws {
    guard !isAsking else {
      throw Failure(who, "a strategy is choosing", expected: "to be called after it has answered")
    }
  }

  /// Lets the oracle answer; either every id has its label afterwards, or none has.
  func answer(_ ids: [Int], round: Int) throws {
    let labels = try oracle.answer(ids)
    try record(labels, for: ids, by: annotator, round: round)
  }

  func record(_ labels: [Int], for ids: [Int], by annotator: String, round: Int) throws {
    try requireIdle("label")
    let classes = dataset.classNames.count
    if let stranger = labels.first(where: { !(0..<classes ~= $0) }) {
      throw Failure("label", "no such class", expected: "0 to \(classes - 1)", got: "\(stranger)")
    }
    try pool.label(ids, as: labels, round: round)
    let now = Int(Date().timeIntervalSince1970)
    annotations += zip(ids, labels).map {
      Annotation(id: $0, label: $1, annotator: annotator, time: now, round: round)
    }
  }
}
