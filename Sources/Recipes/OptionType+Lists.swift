/// A list of values of one kind; one value alone is a list of it.
extension Array: OptionType where Element: OptionType {
  public static var expectation: String { "a list, each \(Element.expectation)" }
  public init?(option value: OptionValue) {
    switch value {
    case .list(let items):
      var elements: [Element] = []
      for item in items {
        guard let element = Element(option: item) else { return nil }
        elements.append(element)
      }
      self = elements
    // What Lua gives for {}.
    case .table(let fields) where fields.isEmpty: self = []
    default:
      guard let element = Element(option: value) else { return nil }
      self = [element]
    }
  }
  public var optionValue: OptionValue { .list(map(\.optionValue)) }
}

extension Option where Value == [Double] {
  /// Numbers greater than zero; none unless given.
  public init(_ name: String, positives summary: String) {
    self.init(
      name, default: [], summary, expectation: "a list of numbers greater than 0", fixed: false
    ) { $0.allSatisfy { $0 > 0 && Float($0).isFinite } }
  }
}
