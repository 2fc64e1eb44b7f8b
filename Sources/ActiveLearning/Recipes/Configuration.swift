import Tensors

/// A recipe together with the options chosen for it, and what it makes.
///
/// The name and the options are all that a session file keeps of a strategy or a method.
public struct Configuration<Product> {
  public let recipe: Recipe<Product>
  /// Every option, defaults included.
  public private(set) var values: [String: OptionValue]
  public private(set) var product: Product

  /// - Throws: a `Failure` that names the option that is unknown or out of range.
  public init(_ recipe: Recipe<Product>, _ chosen: [String: OptionValue] = [:]) throws {
    var values: [String: OptionValue] = [:]
    for card in recipe.options { values[card.name] = card.standard }
    for (name, value) in chosen.sorted(by: { $0.key < $1.key }) {
      values[name] = try recipe.option(named: name).canonical(value)
    }
    self.recipe = recipe
    self.values = values
    product = try Self.make(recipe, values)
  }

  /// Changes one option and makes the product anew; on an error nothing has changed.
  public mutating func set(_ name: String, to value: OptionValue) throws {
    var changed = values
    changed[name] = try recipe.option(named: name).canonical(value)
    product = try Self.make(recipe, changed)
    values = changed
  }

  private static func make(
    _ recipe: Recipe<Product>, _ values: [String: OptionValue]
  ) throws -> Product {
    do {
      return try recipe.make(values)
    } catch let failure as Failure {
      // The option speaks of itself; here it learns whose it is.
      throw Failure(
        "\(recipe.name): \(failure.who)", failure.what, expected: failure.expected,
        got: failure.got)
    }
  }

  /// The options that differ from their defaults, as a Lua user would type them.
  public var description: String {
    let changed = recipe.options.filter { values[$0.name] != $0.standard }
    let list = changed.map { "\($0.name) = \(values[$0.name] ?? .none)" }
    return recipe.name + (list.isEmpty ? "{}" : "{ " + list.joined(separator: ", ") + " }")
  }
}
