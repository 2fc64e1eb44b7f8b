import Tensors

/// One piece of work to time.
struct Case: Sendable {
  let name: String
  /// What is done, with the shapes.
  let summary: String
  /// Builds the work. What it returns is run again and again, and gives the numbers that say what
  /// was computed: the loss of a step, or means of a result.
  let prepare: @Sendable () throws -> (() throws -> [Double])

  /// The work, checked: numbers that are not finite are an error.
  ///
  /// In what it computes is up to the engine, which knows what the processor is good at.
  func start(_ precision: Precision) throws -> Work {
    let settings = EngineSettings(precision: precision)
    return Work(name: name, settings: settings, body: try settings.apply(prepare))
  }

  /// A case that is ready to run.
  struct Work {
    let name: String
    let settings: EngineSettings
    let body: () throws -> [Double]

    /// Runs once: milliseconds, and the numbers that say what was computed.
    func run() throws -> (milliseconds: Double, values: [Double]) {
      let clock = ContinuousClock()
      let start = clock.now
      let values = try settings.apply(body)
      let time = (clock.now - start) / .milliseconds(1)
      guard values.allSatisfy(\.isFinite) else {
        throw Failure(name, "the result is not finite", got: "\(values)")
      }
      return (time, values)
    }
  }
}
