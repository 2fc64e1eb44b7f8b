import Networks

/// The rate over a training on the same labels, which may take several calls: the schedule spans the
/// method's epochs, or more where a call asks for more.
struct TrainingSpan {
  private let schedule: Schedule
  /// That of the first step.
  private let rate: Float
  /// Of the method, and of this call.
  private let method: Int, call: Int
  /// What the schedule spans; nil before the first epoch of this call.
  private var total: Int?

  init(_ schedule: Schedule, from rate: Float, epochs method: Int, call: Int) {
    (self.schedule, self.rate, self.method, self.call) = (schedule, rate, method, call)
  }

  /// Whether this call has begun an epoch.
  var hasBegun: Bool { total != nil }

  /// - Parameter done: epochs on these labels before this call.
  mutating func begin(after done: Int) { total = max(method, done + call) }

  /// - Parameter done: epochs on these labels so far.
  func rate(after done: Int) -> Float { schedule.rate(rate, at: done, of: total ?? method) }
}
