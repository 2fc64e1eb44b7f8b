import Datasets
import Methods
import Networks
import Queries
import Recipes
import Tensors

/// What a user does with a session, one step at a time.
extension Session {
  /// Learns without labels.
  ///
  /// Stopped by the monitor, it keeps every step that was done.
  /// - Returns: the mean loss of the last epoch.
  @discardableResult
  public func pretrain(epochs: Int, monitor: Monitor = Monitor()) throws -> Double {
    try Self.require(epochs, "pretrain: epochs")
    return try whole {
      try change(Activity("pretrain", "\(epochs) epochs"), keeping: .everything) { draft in
        draft.state.current.evaluation = nil
        let counter = EpochCounter(monitor, of: "pretraining")
        defer { draft.state.pretrainedEpochs += counter.done }
        return try learner.pretrain(
          on: trainingData, epochs: epochs, streams: &draft.state.streams, monitor: counter.monitor)
      }
    }
  }

  /// Learns from what is labelled now.
  /// - Returns: the mean of each loss term over the last epoch.
  @discardableResult
  public func train(epochs: Int, monitor: Monitor = Monitor()) throws -> [LossTerm] {
    try Self.require(epochs, "train: epochs")
    return try whole {
      try change(Activity("train", "\(epochs) epochs"), keeping: .everything) { draft in
        try timed(&draft) { draft in
          let counter = EpochCounter(monitor, of: "training")
          defer { draft.state.current.epochs += counter.done }
          // Even one step makes what was measured before untrue.
          draft.state.current.evaluation = nil
          draft.state.current.precision = settings.computes
          // Answers that were newer than what was saved have come after the round was opened.
          noteLearned(in: &draft)
          let losses = try learner.train(
            on: trainingData, epochs: epochs, streams: &draft.state.streams,
            monitor: counter.monitor)
          draft.state.current.losses = losses
          return losses
        }
      }
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
    return try change(Activity("evaluate", split)) { draft in
      try timed(&draft) { draft in
        let outputs = try outputs(for: ids, monitor: monitor)
        let evaluation = Evaluation(
          split: split, predicted: try outputs.classes(of: ids, for: "evaluate"),
          actual: ids.map { truth[$0] }, classes: dataset.classNames.count)
        if split == "validation", draft.state.current.epochs > 0 {
          draft.state.current.evaluation = evaluation
        }
        return evaluation
      }
    }
  }

  /// As many of the images that are asked for as are left to label, which is said where it is fewer.
  func affordable(_ count: Int, for who: String, _ monitor: Monitor) -> Int {
    let left = pool.unlabelledCount
    guard count > left else { return count }
    monitor.announce(
      "\(who): " + (left == 0 ? "no image is" : left == 1 ? "1 image is" : "\(left) images are")
        + " left to label, of the \(count) asked for")
    return left
  }

  /// Chooses which images to ask for, at most all that are left; nothing is labelled by it.
  public func query(
    _ count: Int, monitor: Monitor = Monitor()
  ) throws -> QueryRecord {
    let count = affordable(count, for: "query", monitor)
    // A committee or draws of dropout that were stopped have drawn: asked again, they start anew.
    return try change(.query(count)) { draft in
      try timed(&draft) { draft in
        drawing = draft.state.streams
        defer { drawing = nil }
        var rng = draft.state.streams["strategy"]
        let selection = try draft.strategy.product.choose(
          makeQuery(monitor), count: count, using: &rng)
        draft.state.streams = drawing ?? draft.state.streams
        draft.state.streams["strategy"] = rng
        return QueryRecord(
          ids: selection.ids, scores: selection.scores, scoreName: selection.scoreName,
          strategy: draft.strategy.named,
          questions: selection.questions.isEmpty ? nil : selection.questions)
      }
    }
  }

  /// What the model says of images; starts what the method needs to answer, such as centres.
  public func outputs(for ids: [Int], monitor: Monitor = Monitor()) throws -> Outputs {
    try settings.apply {
      try learner.prepare(on: trainingData, monitor: monitor)
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
      try learner.prepare(on: trainingData, monitor: monitor)
      return try draw(from: "monte carlo", for: "samples") {
        try learner.samples(count, for: ids, of: dataset, using: &$0, monitor: monitor)
      }
    }
  }

  /// What the task that was learned without labels says of images.
  /// - Throws: a `Failure` where the method has no such task, or has not learned it yet.
  public func pretext(for ids: [Int], monitor: Monitor = Monitor()) throws -> PretextOutputs {
    try learner.pretext(for: ids, of: dataset, monitor: monitor)
  }

  /// Draws from a stream: as part of the query that is going on, or as a change of its own.
  func draw<Result>(
    from stream: String, for who: String, _ work: (inout Random) throws -> Result
  ) throws -> Result {
    guard let streams = drawing else {
      return try change(Activity(who)) { try work(&$0.state.streams[stream]) }
    }
    var random = streams[stream]
    let result = try work(&random)
    drawing?[stream] = random
    return result
  }

  private func timed<Result>(
    _ draft: inout Contents, _ work: (inout Contents) throws -> Result
  ) rethrows -> Result {
    let clock = ContinuousClock()
    let start = clock.now
    defer { draft.state.current.seconds += (clock.now - start) / .seconds(1) }
    return try work(&draft)
  }

  private static func require(_ epochs: Int, _ who: String) throws {
    guard 1...1_000_000 ~= epochs else {
      throw Failure(who, "out of range", expected: "1 to 1000000", got: "\(epochs)")
    }
  }
}
