import Tensors

/// One documented option of a recipe: its name, default, range and what it does.
public struct Option<Value: OptionType>: Sendable {
  /// What help, completion and the manual read.
  public let card: OptionCard
  let read: @Sendable (OptionValue) throws -> Value

  /// An option of any kind that a check may narrow.
  init(
    _ name: String, default value: Value, _ summary: String, expectation: String, fixed: Bool,
    choices: [String] = [], accepts: @escaping @Sendable (Value) -> Bool
  ) {
    card = OptionCard(
      name: name, summary: summary, expectation: expectation, standard: value.optionValue,
      choices: choices, isFixed: fixed, canonical: { Value(option: $0)?.optionValue ?? $0 })
    read = { raw in
      guard let value = Value(option: raw), accepts(value) else {
        throw Failure(
          name, choices.isEmpty ? "value out of range" : "unknown choice", expected: expectation,
          got: "\(raw)")
      }
      return value
    }
  }
}

extension Option where Value: Comparable {
  /// A number inside a closed range.
  /// - Parameter fixed: cannot change once the network exists.
  public init(
    _ name: String, _ value: Value, in range: ClosedRange<Value>, _ summary: String,
    fixed: Bool = false
  ) {
    self.init(
      name, default: value, summary,
      expectation: "\(Value.expectation) from \(range.lowerBound) to \(range.upperBound)",
      fixed: fixed
    ) { range.contains($0) }
  }

  /// A number with a lower bound.
  public init(
    _ name: String, _ value: Value, in range: PartialRangeFrom<Value>, _ summary: String,
    fixed: Bool = false
  ) {
    self.init(
      name, default: value, summary,
      expectation: "\(Value.expectation) of at least \(range.lowerBound)", fixed: fixed
    ) { range.contains($0) }
  }
}

extension Option where Value == Double {
  /// A number greater than zero.
  public init(_ name: String, positive value: Double, _ summary: String) {
    self.init(
      name, default: value, summary, expectation: "a number greater than 0", fixed: false
    ) { Float($0) > 0 && Float($0).isFinite }
  }
}

extension Option where Value == String {
  /// One of a few words.
  public init(
    _ name: String, _ value: String, of choices: [String], _ summary: String, fixed: Bool = false
  ) {
    self.init(
      name, default: value, summary,
      expectation: choices.map { "\"\($0)\"" }.joined(separator: " or "), fixed: fixed,
      choices: choices
    ) { choices.contains($0) }
  }
}

extension Option where Value == Bool {
  /// A switch.
  public init(_ name: String, _ value: Bool, _ summary: String, fixed: Bool = false) {
    self.init(
      name, default: value, summary, expectation: "true or false", fixed: fixed
    ) { _ in true }
  }
}

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
  /// Cannot change once a network has been built with it.
  public let isFixed: Bool
  /// The same value in the option's own type: 1 becomes 1.0 where numbers are meant.
  let canonical: @Sendable (OptionValue) -> OptionValue

  public init(
    name: String, summary: String, expectation: String, standard: OptionValue,
    choices: [String] = [], isFixed: Bool = false,
    canonical: @escaping @Sendable (OptionValue) -> OptionValue = { $0 }
  ) {
    self.name = name
    self.summary = summary
    self.expectation = expectation
    self.standard = standard
    self.choices = choices
    self.isFixed = isFixed
    self.canonical = canonical
  }
}
