import Tensors

/// A named, documented way to make a `Product` from options.
///
/// The one declaration of a strategy, method, network or data set. The Lua binding, help,
/// completion, the reference manual, argument errors and the session file all read it.
public struct Recipe<Product>: Sendable {
  public let name: String
  /// One sentence: what it is.
  public let summary: String
  /// The paper, with section or equation.
  public let source: String
  public let options: [OptionCard]
  /// Makes the product from every option, and from the recipes that options may name.
  let make: @Sendable ([String: OptionValue], Catalogue<Product>?) throws -> Product

  /// A recipe whose options arrive typed, in the order in which they are declared.
  public init<each Value: OptionType>(
    _ name: String, _ summary: String, source: String, _ option: repeat Option<each Value>,
    make: @escaping @Sendable (repeat each Value) throws -> Product
  ) {
    self.init(
      name, summary, source: source, repeat each option,
      composing: { (_: Catalogue<Product>?, values: repeat each Value) in
        try make(repeat each values)
      })
  }

  /// The same for a recipe of which options name others of its catalogue, such as a strategy made of
  /// strategies; nil stands for the catalogue of what is built in.
  public init<each Value: OptionType>(
    _ name: String, _ summary: String, source: String, _ option: repeat Option<each Value>,
    composing make: @escaping @Sendable (Catalogue<Product>?, repeat each Value) throws -> Product
  ) {
    var cards: [OptionCard] = []
    for option in repeat each option { cards.append(option.card) }
    self.name = name
    self.summary = summary
    self.source = source
    self.options = cards
    self.make = { values, catalogue in
      try make(
        catalogue,
        repeat (each option).read(
          values[(each option).card.name] ?? (each option).card.standard))
    }
  }

  /// A recipe whose options are only known at run time, such as one defined in Lua.
  public init(
    _ name: String, _ summary: String, source: String, options: [OptionCard],
    make: @escaping @Sendable ([String: OptionValue]) throws -> Product
  ) {
    self.init(
      name, summary, source: source, options: options, composing: { values, _ in try make(values) })
  }

  /// The same for a recipe of which options may name others of its catalogue.
  public init(
    _ name: String, _ summary: String, source: String, options: [OptionCard],
    composing make:
      @escaping @Sendable ([String: OptionValue], Catalogue<Product>?) throws
      -> Product
  ) {
    self.name = name
    self.summary = summary
    self.source = source
    self.options = options
    self.make = { values, catalogue in
      for card in options {
        let value = values[card.name] ?? card.standard
        guard card.accepts(value) else { throw card.refusal(of: value) }
      }
      return try make(values, catalogue)
    }
  }

  /// The option of this name.
  /// - Throws: a `Failure` that lists the known ones.
  public func option(named name: String) throws -> OptionCard {
    guard let card = options.first(where: { $0.name == name }) else {
      throw UnknownName.failure(self.name, "option", name, known: options.map(\.name))
    }
    return card
  }
}
