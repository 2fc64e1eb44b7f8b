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
  let make: @Sendable ([String: OptionValue]) throws -> Product

  /// A recipe whose options arrive typed, in the order in which they are declared.
  public init<each Value: OptionType>(
    _ name: String, _ summary: String, source: String, _ option: repeat Option<each Value>,
    make: @escaping @Sendable (repeat each Value) throws -> Product
  ) {
    var cards: [OptionCard] = []
    for option in repeat each option { cards.append(option.card) }
    self.init(name, summary, source: source, options: cards) { values in
      try make(
        repeat (each option).read(
          values[(each option).card.name] ?? (each option).card.standard))
    }
  }

  /// A recipe whose options are only known at run time, such as one defined in Lua.
  public init(
    _ name: String, _ summary: String, source: String, options: [OptionCard],
    make: @escaping @Sendable ([String: OptionValue]) throws -> Product
  ) {
    self.name = name
    self.summary = summary
    self.source = source
    self.options = options
    self.make = make
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
