import Tensors

/// A recipe's name with its options: all that a file keeps of a strategy or a method.
public struct NamedOptions: Codable, Equatable, Sendable {
  public let name: String
  public let options: [String: OptionValue]

  public init(_ name: String, _ options: [String: OptionValue] = [:]) {
    self.name = name
    self.options = options
  }
}

extension NamedOptions {
  /// Its name, and those of all recipes that its options name, however deep.
  package var namesWithin: [String] {
    func names(_ value: OptionValue) -> [String] {
      switch value {
      case .recipe(let named): named.namesWithin
      case .list(let items): items.flatMap(names)
      case .table(let fields): fields.sorted { $0.key < $1.key }.flatMap { names($0.value) }
      default: []
      }
    }
    return [name] + options.sorted { $0.key < $1.key }.flatMap { names($0.value) }
  }

  /// How many recipes lie within each other, itself included, and how many there are.
  private var extent: (depth: Int, count: Int) {
    func extent(_ value: OptionValue) -> (depth: Int, count: Int) {
      switch value {
      case .recipe(let named): named.extent
      case .list(let items): all(items)
      case .table(let fields): all(Array(fields.values))
      default: (0, 0)
      }
    }
    func all(_ values: [OptionValue]) -> (depth: Int, count: Int) {
      values.reduce((0, 0)) { sum, value in
        let one = extent(value)
        return (max(sum.0, one.depth), sum.1 + one.count)
      }
    }
    let within = all(Array(options.values))
    return (within.depth + 1, within.count + 1)
  }

  /// Nobody means so many, and what works on them goes from one into the next.
  /// - Throws: a `Failure` for more than 32 within each other, or 1000 together.
  func checkSize() throws {
    let extent = extent
    guard extent.depth <= 32, extent.count <= 1000 else {
      throw Failure(
        name, "too many within each other", expected: "at most 32 deep and 1000 together",
        got: "\(extent.depth) deep, \(extent.count) together")
    }
  }
}

extension Configuration {
  /// The name and options, as a session file keeps them.
  public var named: NamedOptions { NamedOptions(recipe.name, values) }
}

extension NamedOptions: OptionType {
  public static var expectation: String { "a configured recipe" }
  /// A name alone stands for the recipe with its defaults.
  public init?(option value: OptionValue) {
    switch value {
    case .recipe(let named): self = named
    case .text(let name): self.init(name)
    default: return nil
    }
  }
  public var optionValue: OptionValue { .recipe(self) }
}

extension NamedOptions: CustomStringConvertible {
  /// Every option that is kept; `Configuration.text` leaves out what is the default.
  public var description: String {
    let list = options.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }
    return name + (list.isEmpty ? "{}" : "{ " + list.joined(separator: ", ") + " }")
  }
}

extension Option where Value == NamedOptions {
  /// Something of another recipe of the same catalogue, such as the strategy inside a strategy.
  /// - Parameter kind: what the catalogue's entries are, with its article: `a strategy`.
  public init(_ name: String, _ kind: String, default value: NamedOptions, _ summary: String) {
    self.init(
      name, default: value, summary, expectation: "\(kind), such as \(value.name){}", fixed: false
    ) { _ in true }
  }
}

extension Option where Value == [NamedOptions] {
  /// Several of them, which stand in front of the named options: `mix{ entropy{}, random{} }`.
  /// - Parameter kind: in the plural: `strategies`.
  public init(_ name: String, leading kind: String, count: ClosedRange<Int>, _ summary: String) {
    let number =
      count.upperBound == .max
      ? "\(count.lowerBound) or more \(kind)"
      : count.count == 1 ? "\(count.lowerBound)" : "\(count.lowerBound) to \(count.upperBound)"
    self.init(
      name, default: [], summary, expectation: number, fixed: false, isLeading: true
    ) { count.contains($0.count) }
  }
}
