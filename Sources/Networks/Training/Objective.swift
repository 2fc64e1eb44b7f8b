import Tensors

/// What one optimizer minimises: batches, and the loss of each.
package protocol Objective {
  /// What a step learns from.
  associatedtype Batch

  /// Draws an epoch.
  /// - Returns: the number of its steps.
  mutating func begin(_ streams: inout Streams) throws -> Int

  /// The step size of the epoch that was begun; nil where it stays.
  var rate: Float? { get }

  /// What the next step learns from; nil where the training has converged.
  /// - Parameter monitor: may stop it where it waits.
  mutating func next(_ streams: inout Streams, _ monitor: Monitor) throws -> Batch?

  /// The loss in a recorded pass, and its terms; run once more where it is not finite, to find the
  /// cause.
  func loss(of batch: Batch, _ pass: Pass) throws -> (Tensor, [LossTerm])

  /// Is told of each move; may refuse what it has made, above all after the last step of an epoch.
  mutating func moved(by batch: Batch, at step: TrainingLoop.Step) throws

  /// Is told of each whole epoch.
  mutating func ended()
}

extension Objective {
  package var rate: Float? { nil }
  package mutating func moved(by batch: Batch, at step: TrainingLoop.Step) throws {}
  package mutating func ended() {}
}

extension TrainingLoop {
  /// Trains with one optimizer.
  /// - Returns: the mean of each term of the loss over the last epoch, the total first.
  /// - Throws: a `Failure` where the loss is not finite, or an epoch leaves a weight that is not.
  @discardableResult
  package func minimise<Aim: Objective>(
    _ objective: inout Aim, by optimization: Optimization, clipping: GradientClipping? = nil,
    epochs: Int, streams: inout Streams
  ) throws -> [LossTerm] {
    try run(
      epochs: epochs, streams: &streams,
      begin: { streams in
        let steps = try objective.begin(&streams)
        if let rate = objective.rate { optimization.rate = rate }
        return steps
      },
      step: { step, streams in
        guard let batch = try objective.next(&streams, monitor) else { return nil }
        let terms = try optimization.step(
          clipping: clipping, position: step.position, streams: &streams
        ) { try objective.loss(of: batch, $0) }
        try objective.moved(by: batch, at: step)
        if step.isLast, let cause = try NonFinite(in: optimization.parameters) {
          throw Failure(
            "training", "\(cause.description) after \(step.position), rate \(optimization.rate)",
            expected: "a smaller rate", code: .diverged)
        }
        return terms
      }, end: { _ in objective.ended() })
  }
}
