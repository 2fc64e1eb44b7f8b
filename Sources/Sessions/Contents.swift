import Datasets
import Methods
import Queries
import Recipes
import Tensors

/// What a session knows now, and what follows from it.
struct Contents {
  var state: SessionState
  /// The method that `state` names.
  var method: Configuration<any Method> {
    didSet { state.method = method.named }
  }
  /// The strategy that `state` names.
  var strategy: Configuration<any Strategy> {
    didSet { state.strategy = strategy.named }
  }
  /// What the answers leave to ask for.
  private(set) var pool: Pool
  /// The learner as it was at other points in time: `earlier`, when the round before was closed or as it began,
  /// where the strategy compares with it; `origin`, what a step `reset` takes back.
  var tensors: [String: [String: Tensor]] = [:]

  /// The beginning.
  init(
    method: Configuration<any Method>, strategy: Configuration<any Strategy>,
    settings: EngineSettings, streams: Streams, training: [Int]
  ) throws {
    self.method = method
    self.strategy = strategy
    state = SessionState(
      method: method.named, strategy: strategy.named, settings: settings, streams: streams)
    pool = try Pool(training)
  }

  /// As it was saved.
  /// - Throws: a `Failure` where the answers contradict each other or the ids.
  init(
    _ state: SessionState, method: Configuration<any Method>,
    strategy: Configuration<any Strategy>, training: [Int], tensors: [String: [String: Tensor]]
  ) throws {
    self.state = state
    self.method = method
    self.strategy = strategy
    self.tensors = tensors
    pool = try Pool(training)
    for answer in state.answers {
      try pool.label([answer.id], as: [answer.label], round: answer.round)
    }
  }

  /// Takes answers; either all of them or, where it throws, none.
  /// - Throws: a `Failure` where an image is not in the pool or has a label.
  mutating func take(_ answers: [Annotation]) throws {
    guard let round = answers.first?.round else { return }
    try pool.label(answers.map(\.id), as: answers.map(\.label), round: round)
    state.answers += answers
  }
}
