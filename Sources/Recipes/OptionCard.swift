import Tensors

/// An option as its readers see it, without its Swift type.
public struct OptionCard: Sendable {
  public let name: String
  public let summary: String
  /// What a value must be, as a phrase: `a number from 0 to 1`.
  public let expectation: String
  /// The default.
  public let standard: OptionValue
  /// The allowed words; empty where the option is not a choice.
  public let choices: [String]
  /// The least and the greatest number allowed, where there are such.
  public let bounds: OptionBounds?
  /// Of what was saved before the option existed; nil: the default.
  public let before: OptionValue?
  /// Cannot change once a network has been built with it.
  public let isFixed: Bool
  /// Stands in front of the named options and must be given: `mix{ a, b }`.
  public let isLeading: Bool
  /// The same value in the option's own type: 1 becomes 1.0 where numbers are meant.
  let canonical: @Sendable (OptionValue) -> OptionValue
  /// Whether it is a value that the option may have.
  let accepts: @Sendable (OptionValue) -> Bool

  public init(
    name: String, summary: String, expectation: String, standard: OptionValue,
    choices: [String] = [], bounds: OptionBounds? = nil, isFixed: Bool = false,
    isLeading: Bool = false, before: OptionValue? = nil,
    canonical: @escaping @Sendable (OptionValue) -> OptionValue = { $0 },
    accepts: @escaping @Sendable (OptionValue) -> Bool = { _ in true }
  ) {
    self.name = name
    self.summary = summary
    self.expectation = expectation
    self.standard = standard
    self.choices = choices
    self.bounds = bounds
    self.isFixed = isFixed
    self.isLeading = isLeading
    self.before = before
    self.canonical = canonical
    self.accepts = accepts
  }

  /// Says what is expected instead of a value.
  func refusal(of value: OptionValue) -> Failure {
    Failure(
      name, choices.isEmpty ? "value out of range" : "unknown choice", expected: expectation,
      got: "\(value)")
  }
}

/// The ends of a range of numbers, either of which may be open.
public struct OptionBounds: Equatable, Sendable {
  public let least: OptionValue?
  public let greatest: OptionValue?
  /// Whether `least` itself is too small.
  public let excludesLeast: Bool

  public init(least: OptionValue?, greatest: OptionValue? = nil, excludesLeast: Bool = false) {
    self.least = least
    self.greatest = greatest
    self.excludesLeast = excludesLeast
  }

  /// Greater than zero.
  static var positive: Self { Self(least: .number(0), excludesLeast: true) }
}
