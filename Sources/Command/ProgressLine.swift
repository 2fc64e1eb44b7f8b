import CEditBridge
import Notebook

/// How far long work has come: on a terminal one line that is written over, with a bar, the latest
/// values and the time left; elsewhere one plain line for each epoch.
final class ProgressLine {
  private let console: Console
  private let clock = ContinuousClock()
  private var work: Work?

  init(console: Console) { self.console = console }

  /// Reports a step.
  /// - Parameters:
  ///   - stage: what runs: `pretrain`, `k-means`. Another stage ends the one before.
  ///   - epoch: which pass this is, from 1.
  ///   - epochs: how many passes there will be.
  ///   - step: steps done in this epoch; `steps` when it is over.
  ///   - steps: steps of an epoch.
  ///   - values: what to watch, in order: `("loss", 0.031)`.
  func report(
    stage: String, epoch: Int, epochs: Int, step: Int, steps: Int, values: [(String, Double)]
  ) {
    let now = clock.now
    if work?.stage != stage || (work?.epoch ?? 0) > epoch {
      finish()
      work = Work(stage: stage, epochs: epochs, began: now, epochBegan: now)
    }
    guard var current = work else { return }
    if current.epoch != epoch {
      current.epochBegan = current.reported ?? now
    }
    current.reported = now
    current.epoch = epoch
    current.values = values
    let inEpoch = steps > 0 ? Double(step) / Double(steps) : 1
    current.fraction = min(1, (Double(epoch - 1) + inEpoch) / Double(max(1, epochs)))
    unsafe signals_set_activity("\(stage), epoch \(epoch) of \(epochs), step \(step) of \(steps)")
    if console.rewrites {
      if current.isDue(now) {
        current.drawn = now
        console.showTransient(line(current, now))
      }
    } else if step >= steps {
      console.writeError(plainLine(current, now))
    }
    work = current
    if current.fraction >= 1 { finish() }
  }

  /// Ends the stage that runs, whole or not; on a terminal one line about it stays.
  func finish() {
    guard let work else { return }
    self.work = nil
    let whole = work.fraction >= 1
    guard console.rewrites else { return }
    let extent = whole ? "\(work.epochs)" : "\(work.epoch) of \(work.epochs)"
    let time = Elapsed.text(clock.now - work.began)
    let epochs = work.epochs == 1 ? time : "\(extent) epochs, \(time)"
    let line = ([work.stage + ": " + epochs] + work.texts).joined(separator: ", ")
    console.writeError(console.errorStyle.dim(line))
  }

  /// `pretrain  3/20  ━━━━━━──────  loss 0.0312  41 s left`, as much of it as the window holds.
  private func line(_ work: Work, _ now: ContinuousClock.Instant) -> String {
    let head = work.epochs > 1 ? "\(work.stage)  \(work.epoch)/\(work.epochs)" : work.stage
    let tail = (work.texts + [work.left(now)]).joined(separator: "  ")
    let room = console.width - 1 - Columns.cells(head) - Columns.cells(tail) - 4
    guard room >= 6 else {
      return Columns.cut(head + "  " + tail, to: console.width - 1)
    }
    let length = min(room, 32)
    let done = Int((Double(length) * work.fraction).rounded(.down))
    let style = console.errorStyle
    let bar =
      style.done(String(repeating: "━", count: done))
      + style.dim(String(repeating: "─", count: length - done))
    return "\(head)  \(bar)  \(tail)"
  }

  private func plainLine(_ work: Work, _ now: ContinuousClock.Instant) -> String {
    let head = work.epochs > 1 ? "\(work.stage): epoch \(work.epoch) of \(work.epochs)" : work.stage
    let time = now - work.epochBegan
    // The first step of all is seen when it is over: how long it took is not known.
    let texts = time < .milliseconds(1) ? [] : [Elapsed.text(time)]
    return ([head] + work.texts + texts).joined(separator: ", ")
  }
}

/// The stage that a progress line shows.
private struct Work {
  let stage: String
  let epochs: Int
  let began: ContinuousClock.Instant
  var epochBegan: ContinuousClock.Instant
  var epoch = 0
  var fraction = 0.0
  var values: [(String, Double)] = []
  var drawn: ContinuousClock.Instant?
  /// The latest step.
  var reported: ContinuousClock.Instant?

  init(
    stage: String, epochs: Int, began: ContinuousClock.Instant,
    epochBegan: ContinuousClock.Instant
  ) {
    self.stage = stage
    self.epochs = epochs
    self.began = began
    self.epochBegan = epochBegan
  }

  /// Ten times a second is enough for eyes.
  func isDue(_ now: ContinuousClock.Instant) -> Bool {
    drawn.map { now - $0 >= .milliseconds(100) } ?? true
  }

  /// `loss 0.0312`
  var texts: [String] { values.map { "\($0.0) \(Work.short($0.1))" } }

  func left(_ now: ContinuousClock.Instant) -> String {
    guard fraction > 0.005 else { return "" }
    let seconds = (now - began) * ((1 - fraction) / fraction)
    return seconds < .seconds(1) ? "< 1 s left" : "\(Elapsed.text(seconds)) left"
  }

  /// Four digits that count.
  private static func short(_ value: Double) -> String {
    guard value.isFinite, value != 0, abs(value) < 1e6 else { return "\(value)" }
    var scale = 1.0
    while abs(value) * scale < 1000 && scale < 1e8 { scale *= 10 }
    let rounded = (value * scale).rounded() / scale
    return rounded == rounded.rounded() && abs(rounded) >= 1000 ? "\(Int(rounded))" : "\(rounded)"
  }
}
