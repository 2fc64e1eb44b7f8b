import ActiveLearning
import Tensors

/// What the options of every recipe promise: a value out of range is refused with one line that names
/// the option.
enum OptionContract {
  /// The broken promises; empty for a sound recipe.
  /// - Parameter required: options that have no default.
  static func violations<Product>(
    of recipe: Recipe<Product>, required: [String: OptionValue] = [:]
  ) -> [String] {
    var found: [String] = []
    for card in recipe.options {
      for value in outside(card) {
        do {
          _ = try Configuration(recipe, required.merging([card.name: value]) { $1 })
          found.append("\(card.name) = \(value) is taken")
        } catch {
          let line = "\(error)"
          if !line.hasPrefix("\(recipe.name): \(card.name): ") || line.contains("\n") {
            found.append("\(card.name) = \(value): \(line)")
          }
        }
      }
    }
    return found
  }

  /// Values that an option must refuse: of another kind, and just below and above its range.
  static func outside(_ card: OptionCard) -> [OptionValue] {
    var values: [OptionValue] = []
    switch card.standard {
    case .text: values = [.integer(1), .boolean(true), .table(["a": .integer(1)])]
    case .boolean: values = [.integer(1), .text("yes")]
    case .recipe: values = [.integer(1), .boolean(true)]
    default: values = [.text("x"), .boolean(true)]
    }
    if card.isLeading { values = [.integer(1), .boolean(true), .list([])] }
    if !card.choices.isEmpty { values.append(.text("no such word")) }
    if let bounds = card.bounds {
      if let least = bounds.least { values.append(bounds.excludesLeast ? least : below(least)) }
      if let greatest = bounds.greatest { values.append(above(greatest)) }
      values += [.number(.nan), .number(.infinity)]
    }
    return values
  }

  private static func below(_ value: OptionValue) -> OptionValue {
    switch value {
    case .integer(let number): .integer(number - 1)
    case .number(let number): .number(number.nextDown)
    default: .text("no number")
    }
  }

  private static func above(_ value: OptionValue) -> OptionValue {
    switch value {
    case .integer(let number): .integer(number + 1)
    case .number(let number): .number(number.nextUp)
    default: .text("no number")
    }
  }
}
