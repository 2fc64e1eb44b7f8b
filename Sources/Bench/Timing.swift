import Tensors

/// The times of a case.
struct Timing: Encodable {
  let work: String
  let summary: String
  let precision: Precision
  let median_ms: Double
  let best_ms: Double
  let threads: Int

  /// Runs twice to warm up, then `runs` times.
  init(_ work: Case, _ precision: Precision, runs: Int) throws {
    let ready = try work.start(precision)
    for _ in 0..<2 { _ = try ready.run() }
    let times = try (0..<runs).map { _ in try ready.run().milliseconds }.sorted()
    self.work = work.name
    summary = work.summary
    self.precision = precision
    median_ms = times[times.count / 2]
    best_ms = times[0]
    threads = ready.settings.threads
  }
}

/// Memory of a process that does nothing but run one case a few times.
struct Peak: Encodable {
  let work: String
  let precision: Precision
  /// Resident before anything of the case was built.
  let before_mb: Double
  /// The most that was ever resident.
  let peak_mb: Double

  init(_ work: Case, _ precision: Precision, runs: Int) throws {
    let before = try MemoryUse.now()
    let ready = try work.start(precision)
    for _ in 0..<runs { _ = try ready.run() }
    self.work = work.name
    self.precision = precision
    before_mb = 1e-6 * Double(before.resident)
    peak_mb = 1e-6 * Double(try MemoryUse.now().peak)
  }
}
