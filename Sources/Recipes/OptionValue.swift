import Tensors

/// One value of an option, as Lua passes it and a session file keeps it.
public enum OptionValue: Sendable {
  case number(Double)
  case integer(Int)
  case boolean(Bool)
  case text(String)
  /// Options of something inside: `{ dropout = 0.5 }`.
  case table([String: OptionValue])
  /// Values in a row: `{ 0.5, 0.5 }`.
  case list([OptionValue])
  /// Something of a recipe, such as a strategy inside another: `entropy{}`.
  case recipe(NamedOptions)
  /// An option left open, where the recipe allows it.
  case none
}

extension OptionValue: Equatable {
  /// As in Lua, 1 and 1.0 are equal; a JSON file does not tell them apart either.
  public static func == (a: OptionValue, b: OptionValue) -> Bool {
    switch (a, b) {
    case (.boolean(let a), .boolean(let b)): a == b
    case (.text(let a), .text(let b)): a == b
    case (.table(let a), .table(let b)): a == b
    case (.list(let a), .list(let b)): a == b
    case (.recipe(let a), .recipe(let b)): a == b
    case (.none, .none): true
    default: Double(option: a).map { $0 == Double(option: b) } ?? false
    }
  }
}

extension OptionValue: CustomStringConvertible {
  public var description: String {
    switch self {
    case .number(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .boolean(let value): "\(value)"
    case .text(let value): "\"\(value)\""
    case .table(let options) where options.isEmpty: "{}"
    case .table(let options):
      "{ "
        + options.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }
        .joined(separator: ", ") + " }"
    case .list(let items) where items.isEmpty: "{}"
    case .list(let items): "{ " + items.map(\.description).joined(separator: ", ") + " }"
    case .recipe(let named): named.description
    case .none: "nil"
    }
  }
}

extension OptionValue: Codable {
  /// What JSON has no plain way to say: a float that it would turn into an integer (1.0) or does
  /// not have (−0.0, nan, inf), options of something inside, and something of a recipe.
  private struct Tagged: Codable {
    var number: String?
    var options: [String: OptionValue]?
    var recipe: NamedOptions?
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .none
    } else if let value = try? container.decode(Bool.self) {
      self = .boolean(value)
    } else if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let items = try? container.decode([OptionValue].self) {
      self = .list(items)
    } else {
      let tagged = try container.decode(Tagged.self)
      if let options = tagged.options {
        self = .table(options)
      } else if let named = tagged.recipe {
        self = .recipe(named)
      } else if let value = tagged.number.flatMap(Double.init) {
        self = .number(value)
      } else {
        throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a number")
      }
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .number(let value) where value.isFinite && value != value.rounded():
      try container.encode(value)
    case .number(let value): try container.encode(Tagged(number: "\(value)"))
    case .table(let options): try container.encode(Tagged(options: options))
    case .list(let items): try container.encode(items)
    case .recipe(let named): try container.encode(Tagged(recipe: named))
    case .integer(let value): try container.encode(value)
    case .boolean(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .none: try container.encodeNil()
    }
  }
}

/// A Swift type that an option can have.
public protocol OptionType: Sendable {
  /// What a user is told is expected, such as `a number`.
  static var expectation: String { get }
  /// The typed value, or nil where `value` is of another kind.
  init?(option value: OptionValue)
  /// The value as a session file keeps it.
  var optionValue: OptionValue { get }
}

extension Double: OptionType {
  public static var expectation: String { "a number" }
  public init?(option value: OptionValue) {
    switch value {
    case .number(let number): self = number
    case .integer(let integer): self = Double(integer)
    default: return nil
    }
  }
  public var optionValue: OptionValue { .number(self) }
}

extension Int: OptionType {
  public static var expectation: String { "a whole number" }
  public init?(option value: OptionValue) {
    switch value {
    case .integer(let integer): self = integer
    case .number(let number):
      guard let integer = Int(exactly: number) else { return nil }
      self = integer
    default: return nil
    }
  }
  public var optionValue: OptionValue { .integer(self) }
}

extension Bool: OptionType {
  public static var expectation: String { "true or false" }
  public init?(option value: OptionValue) {
    guard case .boolean(let boolean) = value else { return nil }
    self = boolean
  }
  public var optionValue: OptionValue { .boolean(self) }
}

extension String: OptionType {
  public static var expectation: String { "a string" }
  public init?(option value: OptionValue) {
    guard case .text(let text) = value else { return nil }
    self = text
  }
  public var optionValue: OptionValue { .text(self) }
}
