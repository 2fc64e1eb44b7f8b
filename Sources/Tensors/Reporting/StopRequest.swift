/// Whether somebody wants work to stop, for work that is too small a thing to be given a monitor and may
/// take long all the same: an operation on tensors, a matching, a drawing.
///
/// Who calls such work says how it is asked, and that holds for the calling thread while the call lasts.
/// Such work keeps nothing half-done: what it makes is thrown away.
public enum StopRequest {
  /// A question of one thread, which never leaves it.
  private struct Question: @unchecked Sendable {
    let ask: () throws -> Void
  }

  @TaskLocal private static var question: Question?

  /// Runs `body`; long work in it asks `checkpoint` some ten times a second or more.
  /// - Parameter checkpoint: throws `Cancelled` to stop.
  public static func asking<Result>(
    _ checkpoint: @escaping () throws -> Void, _ body: () throws -> Result
  ) rethrows -> Result {
    try $question.withValue(Question(ask: checkpoint), operation: body)
  }

  /// Runs `body` to its end, whoever asks: what has steps that must be whole.
  public static func ignoring<Result>(_ body: () throws -> Result) rethrows -> Result {
    try $question.withValue(nil, operation: body)
  }

  /// Asks.
  /// - Throws: `Cancelled` where the work is to stop.
  public static func poll() throws { try question?.ask() }
}
