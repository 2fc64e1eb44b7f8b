/// How far a long piece of work has come.
public struct Progress: Sendable {
  /// What is going on, such as `pretraining`.
  public let stage: String
  /// From 1 on.
  public let epoch: Int
  public let epochs: Int
  /// Steps done in this epoch.
  public let step: Int
  public let steps: Int
  /// Mean loss of the epoch so far.
  public let loss: Double?

  public init(stage: String, epoch: Int, epochs: Int, step: Int, steps: Int, loss: Double?) {
    self.stage = stage
    self.epoch = epoch
    self.epochs = epochs
    self.step = step
    self.steps = steps
    self.loss = loss
  }
}

/// Who is told of progress, and who may ask for a stop.
public struct Monitor {
  /// Called after each step.
  public let report: (Progress) -> Void
  /// Called between steps, when the learner's state is whole; it throws `Cancelled` to stop there.
  public let checkpoint: () throws -> Void
  /// Called before work that will take long, with one line on how long.
  public let announce: (String) -> Void

  public init(
    report: @escaping (Progress) -> Void = { _ in }, checkpoint: @escaping () throws -> Void = {},
    announce: @escaping (String) -> Void = { _ in }
  ) {
    self.report = report
    self.checkpoint = checkpoint
    self.announce = announce
  }
}
