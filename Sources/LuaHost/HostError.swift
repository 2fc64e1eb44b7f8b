/// What went wrong on the host's side of a call, in one line: *who: what is wrong (expected …, got …)*.
public struct HostError: Error, Equatable, CustomStringConvertible, CodedError {
  /// The function that complains, as the user writes it: `session.new`, `session:query`.
  public let who: String
  /// What is wrong, as a clause without a full stop.
  public let what: String
  /// What would have been right.
  public let expected: String?
  /// What came instead.
  public let got: String?
  /// The kind of error, under a short name that stays the same whatever its words are.
  public let code: String

  /// A complaint; leave out what says nothing.
  public init(
    _ who: String, _ what: String, expected: String? = nil, got: String? = nil,
    code: String = "invalid"
  ) {
    self.who = who
    self.what = what
    self.expected = expected
    self.got = got
    self.code = code
  }

  /// The whole line.
  public var description: String {
    let facts = [expected.map { "expected \($0)" }, got.map { "got \($0)" }].compactMap(\.self)
    return facts.isEmpty ? "\(who): \(what)" : "\(who): \(what) (\(facts.joined(separator: ", ")))"
  }

  /// The complaint about a name that is not among the known ones, which it lists; the nearest is suggested.
  public static func unknown(
    _ kind: String, _ name: String, known: [String], who: String
  ) -> HostError {
    let hint = Spelling.nearest(to: name, among: known).map { ", did you mean '\($0)'?" } ?? ""
    let name = name.count > 60 ? name.prefix(57) + "…" : name[...]
    let list = known.isEmpty ? "none" : known.sorted().joined(separator: ", ")
    return HostError(
      who, "unknown \(kind) '\(name)'\(hint)", expected: "one of: \(list)", code: "unknown-name")
  }
}
