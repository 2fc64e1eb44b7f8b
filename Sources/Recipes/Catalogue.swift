import Tensors

/// All recipes of one kind; the place where a new one costs its one line.
public struct Catalogue<Product>: Sendable {
  /// What its entries are, in the singular: `strategy`.
  public let kind: String
  public private(set) var recipes: [Recipe<Product>]

  public init(_ kind: String, _ recipes: [Recipe<Product>]) {
    self.kind = kind
    self.recipes = recipes
  }

  /// The recipe of this name.
  /// - Throws: a `Failure` that lists the known ones.
  public func recipe(named name: String) throws -> Recipe<Product> {
    guard let recipe = recipes.first(where: { $0.name == name }) else {
      throw UnknownName.failure(kind, kind, name, known: recipes.map(\.name))
    }
    return recipe
  }

  /// A configured recipe of this catalogue, as a file or another recipe names it.
  /// - Throws: a `Failure` where the recipe or one of its options is not known, or out of range.
  public func configuration(_ named: NamedOptions) throws -> Configuration<Product> {
    try Configuration(try recipe(named: named.name), named.options, among: self)
  }

  /// The same from a session that may have been saved before some of the options existed, its own or
  /// those of recipes within it.
  public func configuration(saved named: NamedOptions) throws -> Configuration<Product> {
    try configuration(completed(named))
  }

  /// With what options had before they existed.
  private func completed(_ named: NamedOptions) -> NamedOptions {
    guard let recipe = recipes.first(where: { $0.name == named.name }) else { return named }
    var options = named.options.mapValues(completed)
    for card in recipe.options where options[card.name] == nil { options[card.name] = card.before }
    return NamedOptions(named.name, options)
  }

  private func completed(_ value: OptionValue) -> OptionValue {
    switch value {
    case .recipe(let named): .recipe(completed(named))
    case .list(let values): .list(values.map(completed))
    default: value
    }
  }

  /// Adds a recipe, or replaces one of the same name that is not built in.
  public mutating func add(_ recipe: Recipe<Product>, replacing: Bool) throws {
    if let index = recipes.firstIndex(where: { $0.name == recipe.name }) {
      guard replacing else {
        throw Failure(kind, "the name '\(recipe.name)' is taken by a built-in \(kind)")
      }
      recipes[index] = recipe
    } else {
      recipes.append(recipe)
    }
  }
}
