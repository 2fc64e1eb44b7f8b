import Datasets
import Methods
import Queries
import Recipes
import Tensors

/// Rounds as the method's paper orders them.
extension Session {
  /// One round: the steps of the method's procedure, before the first one those of its opening.
  /// - Parameters:
  ///   - budget: how many questions to ask, at most as many as images are left; 0 leaves queries and
  ///     answers out.
  ///   - epochs: of a training; nil for the paper's number.
  /// - Returns: the round's record.
  @discardableResult
  public func round(
    budget: Int, epochs: Int? = nil, monitor: Monitor = Monitor()
  ) throws -> RoundRecord {
    guard budget >= 0 else {
      throw Failure("round", "budget is negative", expected: "0 or more", got: "\(budget)")
    }
    let budget = affordable(budget, for: "round", monitor)
    // What nobody can answer is not worth a training.
    if budget > 0, oracle is UserAnswers { throw UserAnswers.failure(dataset.name) }
    return try whole {
      let procedure = method.product.procedure
      let steps = Steps(session: self, budget: budget, epochs: epochs, monitor: monitor)
      for step in procedure.opening.dropFirst(state.opened) {
        try steps.take(step)
        try change(Activity("opening")) { draft in
          draft.state.opened += 1
          if draft.state.opened == procedure.opening.count { try keepOrigin(in: &draft) }
        }
      }
      if procedure.opening.isEmpty, procedure.round.contains(.reset), origin == nil {
        try change(Activity("opening")) { try keepOrigin(in: &$0) }
      }
      for step in procedure.round { try steps.take(step) }
      return steps.endsWithLabels ? closedRounds.last ?? current : current
    }
  }

  /// Keeps the weights that a step `reset` takes back, where the procedure has one.
  private func keepOrigin(in draft: inout Contents) throws {
    if draft.method.product.procedure.round.contains(.reset) {
      draft.tensors["origin"] = try learner.state
    }
  }

  private var origin: [String: Tensor]? { contents.tensors["origin"] }

  /// Takes back the weights that the opening left; nothing happens where the procedure never does.
  public func reset() throws {
    guard let origin else { return }
    try change(Activity("reset")) { draft in
      draft.state.current.evaluation = nil
      try learner.restore(origin)
    }
  }

  /// Tries each value of an option of the strategy for a query, its answers and a training; the one
  /// whose model is best on the images that were set aside stays, the first of equals.
  func tune(_ tuning: Procedure.Tuning, steps: Steps) throws {
    guard current.number == tuning.round, steps.budget > 0 else { return }
    guard !validationIDs.isEmpty else {
      throw Failure(
        "tune", "no images were set aside to choose '\(tuning.option)' by",
        expected: "validation above 0")
    }
    var best: (accuracy: Double, value: Double)?
    for value in tuning.values {
      let before = (contents, try learner.state)
      let result = Result {
        try setStrategyOption(tuning.option, to: .number(value))
        for step in [Procedure.Step.query, .label, .train] { try steps.take(step) }
        return try evaluate(monitor: steps.monitor).accuracy
      }
      try change(Activity("tune", "\(tuning.option) = \(value)")) { draft in
        try learner.restore(before.1)
        draft = before.0
      }
      let accuracy = try result.get()
      if accuracy > best?.accuracy ?? -1 { best = (accuracy, value) }
    }
    if let best { try setStrategyOption(tuning.option, to: .number(best.value)) }
  }
}

/// The steps of a procedure, taken one after the other.
final class Steps {
  let session: Session
  let budget: Int
  let monitor: Monitor
  private let epochs: Int?
  private var chosen: QueryRecord?
  /// Whether the latest step closed a round.
  private(set) var endsWithLabels = false

  init(session: Session, budget: Int, epochs: Int?, monitor: Monitor) {
    self.session = session
    self.budget = budget
    self.epochs = epochs
    self.monitor = monitor
  }

  func take(_ step: Procedure.Step) throws {
    switch step {
    case .pretrain(let epochs): try session.pretrain(epochs: epochs, monitor: monitor)
    case .reset: try session.reset()
    case .train:
      try session.train(
        epochs: epochs ?? session.method.product.procedure.epochs, monitor: monitor)
    case .evaluate:
      if !session.validationIDs.isEmpty { try session.evaluate(monitor: monitor) }
    case .query: if budget > 0 { chosen = try session.query(budget, monitor: monitor) }
    case .tune(let tuning): try session.tune(tuning, steps: self)
    case .label:
      guard let chosen else { return }
      try session.label(chosen)
      self.chosen = nil
      endsWithLabels = true
      return
    }
    endsWithLabels = false
  }
}
