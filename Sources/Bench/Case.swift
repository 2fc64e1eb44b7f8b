import ActiveLearning
import Tensors

/// One piece of work to time.
struct Case: Sendable {
  let name: String
  /// What is done, with the shapes.
  let summary: String
  /// Builds the work; what it returns is run again and again, and says whether its result is right.
  let prepare: @Sendable () throws -> (() throws -> Bool)
}

/// The times of a case, after its result was found right.
struct Timing {
  let milliseconds: [Double]

  /// Runs twice to warm up, then at least `runs` times.
  init(_ work: Case, runs: Int) throws {
    let run = try work.prepare()
    for _ in 0..<2 {
      guard try run() else { throw Failure(work.name, "the result is wrong") }
    }
    let clock = ContinuousClock()
    milliseconds = try (0..<runs).map { _ in
      let start = clock.now
      _ = try run()
      return (clock.now - start) / .milliseconds(1)
    }.sorted()
  }

  var median: Double { milliseconds[milliseconds.count / 2] }
}
