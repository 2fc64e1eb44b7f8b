/// An option that may be left open, where nil means something of its own: mostly "as it comes".
extension Optional: OptionType where Wrapped: OptionType {
  public static var expectation: String { "\(Wrapped.expectation), or nil" }
  public init?(option value: OptionValue) {
    if case .none = value {
      self = .none
    } else {
      guard let wrapped = Wrapped(option: value) else { return nil }
      self = .some(wrapped)
    }
  }
  public var optionValue: OptionValue { self?.optionValue ?? OptionValue.none }
}

extension Option {
  /// A number inside a closed range, or nil, which it is unless given.
  public init<Number: OptionType & Comparable>(
    _ name: String, optional range: ClosedRange<Number>, _ summary: String, fixed: Bool = false
  ) where Value == Number? {
    self.init(
      name, default: nil, summary,
      expectation: "\(Number.expectation) from \(range.lowerBound) to \(range.upperBound), or nil",
      fixed: fixed,
      bounds: OptionBounds(
        least: range.lowerBound.optionValue, greatest: range.upperBound.optionValue)
    ) { $0.map(range.contains) ?? true }
  }
}

extension Option where Value == Double? {
  /// A number greater than zero, or nil, which it is unless given.
  public init(_ name: String, optionalPositive summary: String) {
    self.init(
      name, default: nil, summary, expectation: "a number greater than 0, or nil", fixed: false,
      bounds: .positive
    ) { $0.map { Float($0) > 0 && Float($0).isFinite } ?? true }
  }
}
