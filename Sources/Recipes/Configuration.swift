import Tensors

/// A recipe together with the options chosen for it, and what it makes.
///
/// The name and the options are all that a session file keeps of a strategy or a method.
public struct Configuration<Product> {
  public let recipe: Recipe<Product>
  /// Every option, defaults included.
  public private(set) var values: [String: OptionValue]
  public private(set) var product: Product
  /// Where recipes that options name come from; nil: from what is built in.
  public let catalogue: Catalogue<Product>?

  /// - Throws: a `Failure` that names the option that is unknown or out of range.
  public init(
    _ recipe: Recipe<Product>, _ chosen: [String: OptionValue] = [:],
    among catalogue: Catalogue<Product>? = nil
  ) throws {
    var values: [String: OptionValue] = [:]
    for card in recipe.options { values[card.name] = card.standard }
    for (name, value) in chosen.sorted(by: { $0.key < $1.key }) {
      values[name] = try recipe.option(named: name).canonical(value)
    }
    try NamedOptions(recipe.name, values).checkSize()
    self.recipe = recipe
    self.values = values
    self.catalogue = catalogue
    product = try Self.make(recipe, values, catalogue)
  }

  /// Changes one option and makes the product anew; on an error nothing has changed.
  public mutating func set(_ name: String, to value: OptionValue) throws {
    var changed = values
    changed[name] = try recipe.option(named: name).canonical(value)
    try NamedOptions(recipe.name, changed).checkSize()
    product = try Self.make(recipe, changed, catalogue)
    values = changed
  }

  private static func make(
    _ recipe: Recipe<Product>, _ values: [String: OptionValue], _ catalogue: Catalogue<Product>?
  ) throws -> Product {
    do {
      return try recipe.make(values, catalogue)
    } catch let failure as Failure {
      // The option speaks of itself; here it learns whose it is.
      throw failure.of("\(recipe.name): \(failure.who)")
    }
  }

  /// The options that differ from their defaults, as a Lua user would type them.
  public var description: String { text(prefix: "") }

  /// The same with the namespace in front of each recipe's name: `strategy.mix{ strategy.random{} }`.
  public func text(prefix: String) -> String {
    var parts: [String] = []
    for card in recipe.options {
      let value = values[card.name] ?? .none
      let text = text(of: value, prefix)
      guard text != self.text(of: card.standard, prefix) else { continue }
      if card.isLeading, case .list(let items) = value {
        parts += items.map { self.text(of: $0, prefix) }
      } else {
        parts.append("\(card.name) = \(text)")
      }
    }
    return prefix + recipe.name + (parts.isEmpty ? "{}" : "{ \(parts.joined(separator: ", ")) }")
  }

  private func text(of value: OptionValue, _ prefix: String) -> String {
    switch value {
    case .recipe(let named):
      (try? catalogue?.configuration(named))?.text(prefix: prefix) ?? prefix + "\(named)"
    case .list(let items) where !items.isEmpty:
      "{ \(items.map { text(of: $0, prefix) }.joined(separator: ", ")) }"
    default: "\(value)"
    }
  }
}
