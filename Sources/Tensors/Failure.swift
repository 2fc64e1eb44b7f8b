/// What went wrong, in one line: *who: what is wrong (expected …, got …)*.
///
/// Everything that a user's input can reach throws one of these; a trap would end their session.
public struct Failure: Error, Equatable, CustomStringConvertible {
  /// The operation, file or option that complains, written as the user wrote it.
  public let who: String
  /// What is wrong, as a clause without a full stop.
  public let what: String
  /// What would have been right.
  public let expected: String?
  /// What came instead.
  public let got: String?

  /// A failure of `who`, with what was expected and what came where that helps.
  public init(_ who: String, _ what: String, expected: String? = nil, got: String? = nil) {
    self.who = who
    self.what = what
    self.expected = expected
    self.got = got
  }

  /// The one line.
  public var description: String {
    let facts = [expected.map { "expected \($0)" }, got.map { "got \($0)" }].compactMap(\.self)
    return facts.isEmpty ? "\(who): \(what)" : "\(who): \(what) (\(facts.joined(separator: ", ")))"
  }
}
