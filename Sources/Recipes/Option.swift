import Tensors

/// One documented option of a recipe: its name, default, range and what it does.
public struct Option<Value: OptionType>: Sendable {
  /// What help, completion and the manual read.
  public let card: OptionCard
  let read: @Sendable (OptionValue) throws -> Value

  /// An option of any kind that a check may narrow.
  package init(
    _ name: String, default value: Value, _ summary: String, expectation: String, fixed: Bool,
    choices: [String] = [], bounds: OptionBounds? = nil, isLeading: Bool = false,
    before: Value? = nil,
    accepts: @escaping @Sendable (Value) -> Bool
  ) {
    let card = OptionCard(
      name: name, summary: summary, expectation: expectation, standard: value.optionValue,
      choices: choices, bounds: bounds, isFixed: fixed, isLeading: isLeading,
      before: before?.optionValue,
      canonical: { Value(option: $0)?.optionValue ?? $0 },
      accepts: { Value(option: $0).map(accepts) ?? false })
    self.card = card
    read = { raw in
      guard let value = Value(option: raw), accepts(value) else { throw card.refusal(of: raw) }
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
      fixed: fixed,
      bounds: OptionBounds(
        least: range.lowerBound.optionValue, greatest: range.upperBound.optionValue)
    ) { range.contains($0) }
  }

  /// A number with a lower bound.
  public init(
    _ name: String, _ value: Value, in range: PartialRangeFrom<Value>, _ summary: String,
    fixed: Bool = false
  ) {
    self.init(
      name, default: value, summary,
      expectation: "\(Value.expectation) of at least \(range.lowerBound)", fixed: fixed,
      bounds: OptionBounds(least: range.lowerBound.optionValue)
    ) { range.contains($0) && (($0 as? Double).map { Float($0).isFinite } ?? true) }
  }
}

extension Option where Value == Double {
  /// A number greater than zero.
  public init(_ name: String, positive value: Double, _ summary: String) {
    self.init(
      name, default: value, summary, expectation: "a number greater than 0", fixed: false,
      bounds: .positive
    ) { Float($0) > 0 && Float($0).isFinite }
  }
}

extension Option where Value == String {
  /// One of a few words.
  /// - Parameter before: that of what was saved before the option existed; nil: the default.
  public init(
    _ name: String, _ value: String, of choices: [String], _ summary: String, fixed: Bool = false,
    before: String? = nil
  ) {
    self.init(
      name, default: value, summary,
      expectation: choices.map { "\"\($0)\"" }.joined(separator: " or "), fixed: fixed,
      choices: choices, before: before
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
