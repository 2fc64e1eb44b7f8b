/// Options of something inside, such as the network of a method; whoever makes that checks them.
extension Dictionary: OptionType where Key == String, Value == OptionValue {
  public static var expectation: String { "a table of options" }
  public init?(option value: OptionValue) {
    guard case .table(let options) = value else { return nil }
    self = options
  }
  public var optionValue: OptionValue { .table(self) }
}

extension Option where Value == [String: OptionValue] {
  /// Options of something inside; none unless given.
  public init(_ name: String, optionsOf inner: String, _ summary: String, fixed: Bool = false) {
    self.init(
      name, default: [:], summary, expectation: "a table of options of \(inner)", fixed: fixed
    ) { _ in true }
  }
}
