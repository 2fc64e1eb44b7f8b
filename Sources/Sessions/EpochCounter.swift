import Tensors

/// Counts the epochs of one stage that were done whole, also where the work was stopped.
final class EpochCounter {
  private(set) var done = 0
  private let outer: Monitor
  private let stage: String

  init(_ monitor: Monitor, of stage: String) {
    outer = monitor
    self.stage = stage
  }

  /// Reports to the outer monitor, and counts.
  var monitor: Monitor {
    Monitor(
      report: { progress in
        if progress.stage == self.stage, progress.step == progress.steps {
          self.done = progress.epoch
        }
        self.outer.report(progress)
      }, checkpoint: outer.checkpoint, announce: outer.announce)
  }
}
