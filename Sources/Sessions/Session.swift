import Datasets
import Formats
import Foundation
import Methods
import Queries
import Recipes
import Strategies
import Tensors

/// An active-learning run: what is labelled, what was learned, every round so far, and the random
/// streams that the next step will draw from.
///
/// What it knows is a value, `SessionState`; what it learned is in its learner. Both change through
/// one door, `change`. Saved and reopened it goes on with the same bits as if it had never stopped.
public final class Session {
  public let dataset: Dataset
  /// What it is for its whole life.
  public let plan: SessionPlan
  public let learner: any Learner
  /// Who answers questions.
  public let oracle: any Oracle
  /// What the oracle's answers are signed with.
  public let annotator = "ground truth"
  /// What it knows now, with what follows from it; `change` alone sets it.
  private(set) var contents: Contents
  /// What is being done to it now; nothing else may happen to it meanwhile.
  private var activity: Activity?
  /// What was done since the latest commit, oldest first.
  package private(set) var actions: [String] = []
  /// Where it is kept: the store that it was saved to or read from last.
  var store: (any SessionStore)?
  /// Every store that it has been in, by place.
  var stores: [String: any SessionStore] = [:]
  /// How many changes there were, and how many when it was last on the disk.
  private var changes = 0
  private var savedChanges = 0
  /// What a query that is going on draws from.
  var drawing: Streams?
  /// Answers of people that were newer than the saved state when it was read.
  public private(set) var takenUp = 0
  /// Works within works that go on: a training is part of a round.
  var depth = 0

  /// Draws the splits and the initial labels, and builds the method's networks.
  /// - Parameter oracle: who answers; nil: the labels that came with the data set, or else the user.
  /// - Throws: a `Failure` where the data set has too few images, or no classes to answer with.
  public init(
    _ setup: SessionSetup, strategies: Catalogue<any Strategy> = .strategies,
    oracle: (any Oracle)? = nil
  ) throws {
    var streams = Streams(seed: setup.seed)
    let split = try SessionSplit(setup, using: &streams["split"])
    let procedure = setup.method.product.procedure
    let strategy = try setup.strategy ?? strategies.configuration(procedure.strategy)
    dataset = setup.dataset
    self.oracle = try oracle ?? setup.dataset.oracle
    plan = SessionPlan(
      session: UUID().uuidString.lowercased(), seed: setup.seed, trainingIDs: split.training,
      validationIDs: split.validation)
    try setup.settings.check(for: "session.new")
    learner = try setup.settings.apply {
      try setup.method.product.makeLearner(
        imageShape: setup.dataset.images.shape, classes: setup.dataset.classNames.count,
        streams: &streams)
    }
    guard split.initial == 0 || !(self.oracle is UserAnswers) else {
      throw Failure(
        "initial", "\(dataset.name) has no labels to draw from", expected: "0",
        got: "\(split.initial)", code: .noInitialLabels)
    }
    contents = try Contents(
      method: setup.method, strategy: strategy, settings: setup.settings, streams: streams,
      training: split.training)
    var draft = contents
    let first = try split.firstLabels(using: &draft.state.streams["initial labels"])
    try record(self.oracle.answer(first), for: first, by: annotator, round: 0, in: &draft)
    try recordGiven(in: &draft)
    openRound(1, in: &draft)
    try keepEarlier(in: &draft)
    contents = draft
  }

  /// A session that was read from a store.
  init(
    _ dataset: Dataset, plan: SessionPlan, contents: Contents, learner: any Learner,
    oracle: any Oracle, store: any SessionStore, takenUp: Int
  ) {
    self.dataset = dataset
    self.plan = plan
    self.contents = contents
    self.learner = learner
    self.oracle = oracle
    self.takenUp = takenUp
    keep(in: store)
  }

  /// Goes to this store from now on.
  func keep(in store: any SessionStore) {
    self.store = store
    stores[store.place] = store
  }

  // MARK: The one door

  /// What stays of work that throws.
  enum Remainder {
    /// Nothing: the session is as it was.
    case nothing
    /// What was done up to there: a training keeps its steps.
    case everything
  }

  /// Changes the session: the one door through which every change goes. The work changes a copy, so
  /// that whoever looks at the session meanwhile sees it as it was, and runs under its settings.
  /// - Parameters:
  ///   - activity: what it is; it refuses to happen within another one.
  ///   - remainder: what stays where the work throws.
  /// - Throws: a `Failure` while something else is being done to the session, and what the work throws.
  func change<Result>(
    _ activity: Activity, keeping remainder: Remainder = .nothing,
    _ work: (inout Contents) throws -> Result
  ) throws -> Result {
    try requireIdle(activity.name)
    self.activity = activity
    defer { self.activity = nil }
    var draft = contents
    let settings = draft.state.settings
    do {
      let result = try settings.apply { try work(&draft) }
      contents = draft
      changes += 1
      actions.append(activity.description)
      return result
    } catch {
      if case .everything = remainder {
        contents = draft
        changes += 1
      }
      throw error
    }
  }

  /// Lets nothing else happen to the session while something looks at it; what that draws leaves no
  /// trace.
  func looking<Result>(_ activity: Activity, _ work: () throws -> Result) throws -> Result {
    try requireIdle(activity.name)
    self.activity = activity
    drawing = contents.state.streams
    defer {
      self.activity = nil
      drawing = nil
    }
    return try settings.apply(work)
  }

  /// - Throws: a `Failure` while something is being done to the session.
  func requireIdle(_ who: String) throws {
    guard let activity else { return }
    throw Failure(
      who, activity.refusal, expected: "to be called after it has ended", code: .busy)
  }

  /// Whether something is not on the disk yet. What `session.new` draws can be drawn again.
  public var hasUnsavedWork: Bool { changes > savedChanges }

  /// Notes that the session is on the disk as it is.
  func committed() {
    savedChanges = changes
    actions = []
  }

  /// Notes that work has begun, has ended, or was stopped midway.
  func setMidway(_ isMidway: Bool) { contents.state.isMidway = isMidway }
}
