import Foundation
import Tensors

/// The time of a case, operation by operation.
struct OperationTable: Encodable {
  /// An operation in one direction; all numbers are of one run of the case.
  struct Row: Encodable {
    let operation: String
    let direction: String
    var calls = 0.0
    var ms = 0.0
    var mb = 0.0
    var gflop = 0.0

    /// Billions of multiplications and additions a second; 0 for what is no product.
    var speed: Double { ms > 0 ? 1000 * gflop / ms : 0 }
  }

  let kind = "profile"
  let work: String
  let precision: Precision
  /// Milliseconds of one run, the sum of all rows.
  let ms: Double
  let rows: [Row]

  /// Runs the case a few times unmeasured, then `runs` times with a stopwatch.
  init(_ work: Case, _ precision: Precision, runs: Int) throws {
    let ready = try work.start(precision)
    for _ in 0..<3 { _ = try ready.run() }
    let profile = Profile()
    for _ in 0..<runs {
      try profile.measure {
        _ = try ready.run()
        profile.lap("rest")
      }
    }
    var merged: [String: Row] = [:]
    let share = 1 / Double(runs)
    for row in profile.rows {
      let key = "\(row.work.operation) \(row.direction.rawValue)"
      var sum =
        merged[key] ?? Row(operation: row.work.operation, direction: row.direction.rawValue)
      sum.calls += share * Double(row.calls)
      sum.ms += 1e3 * share * row.seconds
      sum.mb += 1e-6 * share * Double(row.bytes)
      sum.gflop += 1e-9 * share * Double(row.flops)
      merged[key] = sum
    }
    self.work = work.name
    self.precision = precision
    rows = merged.values.sorted { $0.ms > $1.ms }
    ms = rows.reduce(0) { $0 + $1.ms }
  }

  /// Columns of text, the slowest first.
  func printed() {
    print(String(format: "%@ in %@: %.2f ms", work, precision.rawValue, ms))
    print("     ms   share  calls       MB     GF/s  operation")
    for row in rows {
      print(
        String(
          format: "%7.2f %6.1f%% %6.0f %8.1f %8.0f  %@%@", row.ms, 100 * row.ms / ms, row.calls,
          row.mb, row.speed, row.operation, row.direction == "backward" ? ", backward" : ""))
    }
  }
}
