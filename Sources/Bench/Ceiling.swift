import Foundation
import Tensors

/// The time that a case would take if it were its convolutions alone.
struct Ceiling: Encodable {
  let kind = "convolutions"
  let work: String
  let precision: Precision
  let forward_ms: Double
  let input_ms: Double
  let weight_ms: Double
  let ms: Double
  let gflop: Double

  init(_ work: Case, _ precision: Precision, runs: Int) throws {
    let ready = try work.start(precision)
    let profile = Profile()
    _ = try profile.measure { try ready.run() }
    let rows = profile.rows
    var sum = ConvolutionTimes(forward: 0, input: 0, weight: 0)
    var flops = 0
    for row in rows where row.direction == .forward {
      let back = rows.first { $0.direction == .backward && $0.work == row.work }
      guard let replay = ConvolutionReplay(row, backward: back) else { continue }
      let time = try ready.settings.apply {
        try replay.time(ready.settings.computes, runs: runs)
      }
      let calls = Double(replay.calls)
      sum.forward += calls * time.forward
      // A case without gradients has a forward half only.
      if back != nil {
        sum.input += calls * time.input
        sum.weight += calls * time.weight
      }
      flops += row.flops + (back?.flops ?? 0)
    }
    self.work = work.name
    self.precision = precision
    (forward_ms, input_ms, weight_ms) = (sum.forward, sum.input, sum.weight)
    ms = sum.forward + sum.input + sum.weight
    gflop = 1e-9 * Double(flops)
  }

  func printed() {
    print(
      String(
        format:
          "%@ in %@, convolutions alone: %.2f ms (forward %.2f, to input %.2f, to weights %.2f), %.0f GF/s",
        work, precision.rawValue, ms, forward_ms, input_ms, weight_ms, ms > 0 ? 1e3 * gflop / ms : 0
      ))
  }
}
