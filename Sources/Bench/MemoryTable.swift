import Foundation
import Tensors

/// Who holds memory when a case holds most.
struct MemoryTable: Encodable {
  struct Row: Encodable {
    let origin: String
    let count: Int
    let mb: Double
  }

  let kind = "holders"
  let work: String
  let precision: Precision
  /// The operation that was at work.
  let operation: String
  /// All that was held; what the pool had from the system for it, free blocks included; the most that
  /// was ever resident.
  let mb: Double, pool_mb: Double, resident_mb: Double
  /// Of all: what was held before the run, and within the operation.
  let before_mb: Double, within_mb: Double
  let rows: [Row]

  /// Runs the case a few times unmeasured, then once.
  init(_ work: Case, _ precision: Precision) throws {
    let ready = try work.start(precision)
    for _ in 0..<3 { _ = try ready.run() }
    let profile = Profile(memory: true)
    try profile.measure {
      _ = try ready.run()
      profile.lap("rest")
    }
    guard let peak = profile.peak else { throw Failure(work.name, "nothing holds memory") }
    self.work = work.name
    self.precision = precision
    operation = peak.operation
    mb = 1e-6 * Double(peak.bytes)
    pool_mb = 1e-6 * Double(Engine.liveBytes + Engine.freeBytes)
    resident_mb = 1e-6 * Double(try MemoryUse.now().peak)
    before_mb = 1e-6 * Double(peak.before)
    within_mb = 1e-6 * Double(peak.within)
    rows = peak.holders.map {
      Row(origin: $0.origin, count: $0.count, mb: 1e-6 * Double($0.bytes))
    }
  }

  /// Columns of text, the largest first.
  func printed() {
    print(
      String(
        format:
          "%@ in %@: %.1f MB held at the most, during %@; %.1f MB of the system, %.1f resident",
        work, precision.rawValue, mb, operation, pool_mb, resident_mb))
    print("      MB   share  tensors  made by")
    let all =
      [("held before: parameters, state, images", 0, before_mb)]
      + [("within the operation: workspace and what it let go", 0, within_mb)]
      + rows.map { ($0.origin, $0.count, $0.mb) }
    for (origin, count, size) in all.sorted(by: { $0.2 > $1.2 }) where size >= 0.05 {
      print(
        String(
          format: "%8.1f %6.1f%% %8d  %@", size, 100 * size / mb, count,
          origin))
    }
  }
}
