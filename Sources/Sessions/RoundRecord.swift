import Methods
import Networks
import Queries
import Recipes
import Tensors

/// What happened in one round: from one labelling to the next.
public struct RoundRecord: Codable, Equatable, Sendable {
  /// From 1 on.
  public let number: Int
  /// How many labels of the image itself the model learned from.
  public internal(set) var labels: Int
  /// That number as a share of the training images.
  public internal(set) var fraction: Double
  /// What the model learned from, of every kind; nil in what earlier programs saved.
  public internal(set) var learned: LearnedFrom?
  /// Of the last evaluation in this round.
  public var evaluation: Evaluation?
  /// Means over the last epoch of training, the total first.
  public var losses: [LossTerm] = []
  /// Epochs trained in this round.
  public var epochs = 0
  /// What the last training in this round computed in; nil before it.
  public var precision: Precision?
  /// Wall-clock seconds of training, evaluation and query together.
  public var seconds = 0.0
  /// What was chosen, and what was answered.
  public var query: QueryRecord?
  /// The method and its options when the round was closed.
  public var method: NamedOptions
  /// The strategy and its options when the round was closed.
  public var strategy: NamedOptions
}

/// Which images were asked for, and why.
public struct QueryRecord: Codable, Equatable, Sendable {
  /// Global ids, best first.
  public let ids: [Int]
  public let scores: [Float]
  public let scoreName: String
  /// The strategy that chose; nil where the user named the ids.
  public let strategy: NamedOptions?
  /// What is asked about each id; nil where all are asked for their class.
  public let questions: [Question]?

  /// Images that the user named have NaN as their score, and count as equal.
  public static func == (a: QueryRecord, b: QueryRecord) -> Bool {
    a.ids == b.ids && a.scores.map(\.bitPattern) == b.scores.map(\.bitPattern)
      && a.scoreName == b.scoreName && a.strategy == b.strategy && a.questions == b.questions
  }

  public init(
    ids: [Int], scores: [Float], scoreName: String, strategy: NamedOptions?,
    questions: [Question]? = nil
  ) {
    self.questions = questions
    self.ids = ids
    self.scores = scores
    self.scoreName = scoreName
    self.strategy = strategy
  }
}
