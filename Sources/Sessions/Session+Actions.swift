import Datasets
import Methods
import Networks
import Queries
import Recipes
import Tensors

/// What a user does with a session, one step at a time or a round at once.
extension Session {
  /// Learns without labels.
  ///
  /// Stopped by the monitor, it keeps every step that was done.
  /// - Returns: the mean loss of the last epoch.
  @discardableResult
  public func pretrain(epochs: Int, monitor: Monitor = Monitor()) throws -> Double {
    try Self.require(epochs, "pretrain: epochs")
    try requireIdle("pretrain")
    current.evaluation = nil
    let counter = EpochCounter(monitor, of: "pretraining")
    defer { pretrainedEpochs += counter.done }
    return try whole {
      try learner.pretrain(
        on: material, epochs: epochs, streams: &streams, monitor: counter.monitor)
    }
  }

  /// Learns from what is labelled now.
  /// - Returns: the mean of each loss term over the last epoch.
  @discardableResult
  public func train(epochs: Int, monitor: Monitor = Monitor()) throws -> [LossTerm] {
    try Self.require(epochs, "train: epochs")
    try requireIdle("train")
    return try timed {
      let counter = EpochCounter(monitor, of: "training")
      defer { current.epochs += counter.done }
      // Even one step makes what was measured before untrue.
      current.evaluation = nil
      current.precision = settings.computes
      let losses = try learner.train(
        on: material, epochs: epochs, streams: &streams, monitor: counter.monitor)
      current.losses = losses
      return losses
    }
  }

  /// Compares predictions with the labels of images that were never trained on.
  ///
  /// The round keeps it only if its labels have been trained on: otherwise it is about a model that
  /// never saw them.
  /// - Parameter split: `validation`, `test`, or `train`: all training images, labelled or not, on
  ///   which clusterings are compared.
  @discardableResult
  public func evaluate(
    split: String = "validation", monitor: Monitor = Monitor()
  ) throws -> Evaluation {
    let ids: [Int]
    switch split {
    case "validation": ids = validationIDs
    case "test": ids = dataset.splits["test"] ?? []
    case "train": ids = trainingIDs
    default:
      throw Failure(
        "evaluate", "no split '\(split)'", expected: "\"validation\", \"test\" or \"train\"")
    }
    guard !ids.isEmpty, let truth = dataset.labels else {
      throw Failure("evaluate", "\(dataset.name) has no labelled \(split) images here")
    }
    return try timed {
      let outputs = try outputs(for: ids, monitor: monitor)
      let evaluation = Evaluation(
        split: split, predicted: try outputs.probabilities.argmax(), actual: ids.map { truth[$0] },
        classes: dataset.classNames.count)
      if split == "validation", current.epochs > 0 { current.evaluation = evaluation }
      return evaluation
    }
  }

  /// Chooses which images to ask for; nothing is labelled by it.
  public func query(
    _ count: Int, monitor: Monitor = Monitor()
  ) throws -> QueryRecord {
    try timed {
      let query = makeQuery(monitor)
      try requireIdle("query")
      isAsking = true
      defer { isAsking = false }
      // A copy, since a strategy written by a user may look at the session while it chooses.
      var rng = streams["strategy"]
      let before = streams
      let selection: Selection
      do {
        selection = try strategy.product.choose(query, count: count, using: &rng)
      } catch {
        // A committee or draws of dropout that were stopped have drawn: asked again, they start anew.
        streams = before
        throw error
      }
      streams["strategy"] = rng
      return QueryRecord(
        ids: selection.ids, scores: selection.scores, scoreName: selection.scoreName,
        strategy: strategy.named,
        questions: selection.questions.isEmpty ? nil : selection.questions)
    }
  }

  /// Asks the oracle what a query asks, and opens the next round.
  public func label(_ query: QueryRecord) throws {
    try label(query, replies: oracleReplies(to: query), by: annotator)
  }

  /// Takes the answers that a user gives to a query, and opens the next round.
  public func label(_ query: QueryRecord, replies: [Reply], by annotator: String) throws {
    try take(replies, for: query, by: annotator)
    try close(with: query)
    if annotator == Self.user { keepLabelTable() }
  }

  /// Takes labels of images that nobody was asked for, and opens the next round.
  public func label(_ ids: [Int], as labels: [Int], by annotator: String) throws {
    let query = QueryRecord(
      ids: ids, scores: ids.map { _ in .nan }, scoreName: "given", strategy: nil)
    try label(query, replies: labels.map(Reply.label), by: annotator)
  }

  /// One round as the method's paper orders it: train, evaluate, query, label.
  /// - Parameters:
  ///   - budget: how many labels to ask for; 0 trains and evaluates only.
  ///   - epochs: nil for the paper's number.
  /// - Returns: the round's record.
  @discardableResult
  public func round(
    budget: Int, epochs: Int? = nil, monitor: Monitor = Monitor()
  ) throws -> RoundRecord {
    try whole { try roundOnce(budget: budget, epochs: epochs, monitor: monitor) }
  }

  private func roundOnce(budget: Int, epochs: Int?, monitor: Monitor) throws -> RoundRecord {
    guard budget >= 0, budget <= pool.unlabelledCount else {
      throw Failure(
        "round", budget < 0 ? "budget is negative" : "budget larger than the pool",
        expected: "0 to \(pool.unlabelledCount)",
        got: "\(budget)")
    }
    // What nobody can answer is not worth a training.
    if budget > 0, oracle is UserAnswers { throw UserAnswers.failure(dataset.name) }
    try train(epochs: epochs ?? method.product.epochsPerRound, monitor: monitor)
    if !validationIDs.isEmpty { try evaluate(monitor: monitor) }
    guard budget > 0 else { return current }
    try label(query(budget, monitor: monitor))
    return closedRounds.last ?? current
  }

  /// What the model says of images; starts what the method needs to answer, such as centres.
  public func outputs(for ids: [Int], monitor: Monitor = Monitor()) throws -> Outputs {
    try settings.apply {
      try learner.prepare(on: material, monitor: monitor)
      return try learner.outputs(for: ids, of: dataset, monitor: monitor)
    }
  }

  /// What the model says of images under several draws of its dropout, from a stream of their own.
  /// - Returns: [count × ids × classes], rows sum to 1.
  /// - Throws: a `Failure` where nothing in the model is left to chance.
  public func samples(
    _ count: Int, for ids: [Int], monitor: Monitor = Monitor()
  ) throws -> Tensor {
    try settings.apply {
      try learner.prepare(on: material, monitor: monitor)
      return try learner.samples(
        count, for: ids, of: dataset, using: &streams["monte carlo"], monitor: monitor)
    }
  }

  /// What the task that was learned without labels says of images.
  /// - Throws: a `Failure` where the method has no such task, or has not learned it yet.
  public func pretext(for ids: [Int], monitor: Monitor = Monitor()) throws -> PretextOutputs {
    try settings.apply { try learner.pretext(for: ids, of: dataset, monitor: monitor) }
  }

  private func close(with query: QueryRecord) throws {
    try keepEarlier()
    current.query = query
    current.method = method.named
    current.strategy = strategy.named
    closedRounds.append(current)
    openRound(number: current.number + 1)
  }

  private func timed<Result>(_ work: () throws -> Result) rethrows -> Result {
    let clock = ContinuousClock()
    let start = clock.now
    defer { current.seconds += (clock.now - start) / .seconds(1) }
    return try whole(work)
  }

  private static func require(_ epochs: Int, _ who: String) throws {
    guard 1...1_000_000 ~= epochs else {
      throw Failure(who, "out of range", expected: "1 to 1000000", got: "\(epochs)")
    }
  }
}
