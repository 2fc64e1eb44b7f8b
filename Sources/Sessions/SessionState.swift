import Queries
import Recipes
import Tensors

/// What a session knows at one point in time, apart from its learner's tensors: a value, everything that the
/// next step depends on. Declared once: a commit on disk, an undo and a branch are all this value.
public struct SessionState: Codable, Equatable, Sendable {
  /// How it learns now.
  public internal(set) var method: NamedOptions
  /// What it asks with now.
  public internal(set) var strategy: NamedOptions
  /// What everything is computed with, whatever holds outside.
  public internal(set) var settings: EngineSettings
  /// What the next step will draw from.
  package var streams: Streams
  /// Epochs of pretraining so far.
  public internal(set) var pretrainedEpochs = 0
  /// The round that is going on.
  public internal(set) var current: RoundRecord
  /// Labels that nobody gave for the image itself, but for a cluster or a representative of it, until
  /// the next query that gives such: id → class.
  public internal(set) var provisional: [Int: Int] = [:]
  /// Labels that images took over for good from a representative of them: id → class.
  @AddedLater public internal(set) var pseudoLabels: [Int: Int] = [:]
  /// Pairs that were answered to be of one class, or of two.
  public internal(set) var constraints: [PairConstraint] = []
  /// How many steps of its method's opening were done.
  public internal(set) var opened = 0
  /// The latest training, query or round was stopped before its end.
  public internal(set) var isMidway = false
  /// Rounds that a labelling has closed.
  @StoredApart public internal(set) var closedRounds: [RoundRecord]
  /// Every answer so far, in the order in which it came.
  @StoredApart public internal(set) var answers: [Annotation]

  /// The beginning: nothing learned, nothing asked.
  init(
    method: NamedOptions, strategy: NamedOptions, settings: EngineSettings, streams: Streams
  ) {
    self.method = method
    self.strategy = strategy
    self.settings = settings
    self.streams = streams
    current = RoundRecord(number: 1, labels: 0, fraction: 0, method: method, strategy: strategy)
    closedRounds = []
    answers = []
  }

  /// The answers that the next round learns from: id → class.
  public var knownLabels: [Int: Int] {
    Dictionary(answers.map { ($0.id, $0.label) }) { $1 }
  }

  /// How many questions were answered in the rounds so far: a class of an image, of a cluster or of a
  /// pair is one interaction each.
  public var interactions: Int {
    // Answers of the round that is going on are those that were taken up when it was opened.
    interactions(before: current.number) + answers.count { $0.round > closedRounds.count }
  }

  /// How many were answered before a round.
  public func interactions(before round: Int) -> Int {
    answers.count { $0.round == 0 }
      + closedRounds.prefix { $0.number < round }.reduce(0) { $0 + ($1.query?.ids.count ?? 0) }
  }
}
