import Tensors

/// The loop that every training runs: epochs of steps, reported, stopped and undone in one place.
///
/// Between steps the monitor may stop it (`Cancelled`), which keeps the steps that were done. Any other
/// error goes back to the end of the epoch before: of what is kept, and of the random streams.
package struct TrainingLoop {
  /// What reports and messages count.
  package enum Unit {
    /// Epochs of steps; the loss is the mean over the epoch so far.
    case epochs
    /// Iterations of a single epoch; the loss is that of the latest.
    case iterations
  }

  /// Where a training stands.
  package struct Step {
    /// From 1 on, as are the steps.
    package let epoch: Int
    package let step: Int
    /// Steps of this epoch.
    package let steps: Int
    /// For messages, such as `epoch 3, step 12`.
    package let position: String

    package var isLast: Bool { step == steps }
  }

  /// Of reports.
  private let stage: String
  /// In front of positions; "" for nothing.
  private let name: String
  private let unit: Unit
  private let kept: (any Stateful)?
  let monitor: Monitor

  /// - Parameters:
  ///   - kept: what a failure takes back; nil where everything is thrown away then.
  package init(
    _ stage: String, named name: String = "", unit: Unit = .epochs,
    keeping kept: (any Stateful)? = nil, monitor: Monitor
  ) {
    self.stage = stage
    self.name = name
    self.unit = unit
    self.kept = kept
    self.monitor = monitor
  }

  /// - Parameters:
  ///   - begin: draws an epoch, and says of how many steps it is.
  ///   - step: moves; gives the terms of the loss, the total first, or nil where the training has
  ///     converged.
  ///   - end: is told of each whole epoch, with the means of its terms.
  /// - Returns: the mean of each term over the last epoch that had a step.
  /// - Throws: what the parts throw; after a `Failure` it is as if the epoch had never begun.
  @discardableResult
  package func run(
    epochs: Int, streams: inout Streams, begin: (inout Streams) throws -> Int,
    step: (Step, inout Streams) throws -> [LossTerm]?, end: ([LossTerm]) -> Void = { _ in }
  ) throws -> [LossTerm] {
    // Steps of what is kept are whole; what is thrown away may stop at any operation.
    guard kept == nil else {
      return try StopRequest.ignoring {
        try self.epochs(epochs, streams: &streams, begin: begin, step: step, end: end)
      }
    }
    return try self.epochs(epochs, streams: &streams, begin: begin, step: step, end: end)
  }

  private func epochs(
    _ epochs: Int, streams: inout Streams, begin: (inout Streams) throws -> Int,
    step: (Step, inout Streams) throws -> [LossTerm]?, end: ([LossTerm]) -> Void
  ) throws -> [LossTerm] {
    var last: [LossTerm] = []
    for epoch in 1...max(epochs, 1) where epochs > 0 {
      let good = (kept?.checkpoint, streams)
      do {
        var meter = LossMeter()
        let steps = try begin(&streams)
        for number in 1...max(steps, 1) where steps > 0 {
          try monitor.checkpoint()
          let place = Step(
            epoch: epoch, step: number, steps: steps, position: position(epoch, number))
          guard let terms = try step(place, &streams) else {
            report(epoch, epochs, steps, steps, meter)
            return meter.total == nil ? last : meter.means
          }
          if unit == .iterations { meter = LossMeter() }
          meter.add(terms)
          report(epoch, epochs, number, steps, meter)
        }
        last = meter.means
        end(last)
      } catch {
        if !(error is Cancelled) {
          good.0?.restore()
          streams = good.1
        }
        throw error
      }
    }
    return last
  }

  private func position(_ epoch: Int, _ step: Int) -> String {
    let place = unit == .epochs ? "epoch \(epoch), step \(step)" : "step \(step)"
    return name.isEmpty ? place : "\(name) \(place)"
  }

  private func report(
    _ epoch: Int, _ epochs: Int, _ step: Int, _ steps: Int, _ meter: LossMeter
  ) {
    monitor.report(
      Progress(
        stage: stage, epoch: epoch, epochs: epochs, step: step, steps: steps, loss: meter.total))
  }
}
