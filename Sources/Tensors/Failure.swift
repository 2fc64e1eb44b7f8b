/// What went wrong, in one line: *who: what is wrong (expected …, got …)*.
///
/// Everything that a user's input can reach throws one of these; a trap would end their session. The
/// words are the engine's; a host that shows a failure may count from 1 and add what helps, by `code`.
public struct Failure: Error, Equatable, CustomStringConvertible {
  /// The operation, file or option that complains, written as the user wrote it.
  public let who: String
  /// What is wrong, as a clause without a full stop.
  public let what: FailureText
  /// What would have been right.
  public let expected: FailureText?
  /// What came instead.
  public let got: FailureText?
  /// The kind of failure.
  public let code: FailureCode
  /// The name or path that a host needs to say what helps; nil for most codes.
  public let subject: String?

  /// A failure of `who`, with what was expected and what came where that helps.
  public init(
    _ who: String, _ what: FailureText, expected: FailureText? = nil, got: FailureText? = nil,
    code: FailureCode = .invalid, subject: String? = nil
  ) {
    self.who = who
    self.what = what
    self.expected = expected
    self.got = got
    self.code = code
    self.subject = subject
  }

  /// The same where a clause is a string that was made elsewhere. Literals take the other one, which
  /// keeps the positions in them.
  @_disfavoredOverload
  public init(
    _ who: String, _ what: String, expected: String? = nil, got: String? = nil,
    code: FailureCode = .invalid, subject: String? = nil
  ) {
    self.init(
      who, FailureText(what), expected: expected.map { FailureText($0) },
      got: got.map { FailureText($0) }, code: code, subject: subject)
  }

  /// The same failure of somebody else: an option learns whose it is.
  public func of(_ who: String) -> Failure {
    Failure(who, what, expected: expected, got: got, code: code, subject: subject)
  }

  /// The clauses without who: *what is wrong (expected …, got …)*.
  public var reason: FailureText {
    let facts: [FailureText] = [
      expected.map { "expected \($0)" as FailureText }, got.map { "got \($0)" as FailureText },
    ].compactMap(\.self)
    switch facts.count {
    case 0: return what
    case 1: return "\(what) (\(facts[0]))"
    default: return "\(what) (\(facts[0]), \(facts[1]))"
    }
  }

  /// The one line, as the engine counts.
  public var description: String { "\(who): \(reason)" }
}
