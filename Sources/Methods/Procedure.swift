import Recipes

/// How a method's paper goes, as data that a session follows: what is labelled before anything is
/// learned, the order of steps, what it asks with, how long a round trains.
public struct Procedure: Codable, Equatable, Sendable {
  /// What is labelled when a session begins.
  public enum InitialDraw: String, Codable, Sendable {
    /// Images drawn at random.
    case random
    /// Nothing: the opening or the first round asks for the first labels.
    case none
  }

  /// One step of an opening or of a round.
  public enum Step: Codable, Equatable, Sendable {
    /// Learns without labels.
    case pretrain(epochs: Int)
    /// Takes back the weights that the opening left.
    case reset
    /// Learns from what is labelled; `epochs` of the procedure, unless the user says another number.
    case train
    /// Measures on the images that were set aside, where there are any.
    case evaluate
    /// Chooses what to ask.
    case query
    /// Asks what the latest query chose.
    case label
    /// Chooses an option of the strategy.
    case tune(Tuning)
  }

  /// The choice of an option of the strategy: each value is tried for one query, its answers and a
  /// training, and the one whose model is best on the images that were set aside stays.
  /// - Source: Li et al. 2023 (BAL), Eq. 9, which chooses β so after the first query.
  public struct Tuning: Codable, Equatable, Sendable {
    public let option: String
    public let values: [Double]
    /// The round in which it is done, from 1 on.
    public let round: Int

    public init(option: String, values: [Double], round: Int) {
      self.option = option
      self.values = values
      self.round = round
    }
  }

  public let initial: InitialDraw
  /// Done once, before the first round.
  public let opening: [Step]
  /// Done in every round.
  public let round: [Step]
  /// What is asked with, where the user names nothing else.
  public let strategy: NamedOptions
  /// Of training in a round.
  public let epochs: Int

  /// The usual one: labels drawn at random; each round trains, measures, asks and takes the answers.
  public init(
    initial: InitialDraw = .random, opening: [Step] = [],
    round: [Step] = [.train, .evaluate, .query, .label], strategy: NamedOptions, epochs: Int
  ) {
    self.initial = initial
    self.opening = opening
    self.round = round
    self.strategy = strategy
    self.epochs = epochs
  }
}
