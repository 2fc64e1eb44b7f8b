import ActiveLearning
import LuaHost
import Tensors

/// Options of recipes on their way between Lua and the engine.
extension OptionValue {
  /// - Parameter depth: how many tables may lie within each other.
  /// - Throws: a `Failure` for a kind of value that no option has.
  init(_ value: Value, named name: String, depth: Int = 4) throws {
    switch value {
    case .nil: self = .none
    case .boolean(let flag): self = .boolean(flag)
    case .integer(let integer): self = .integer(integer)
    case .number(let number): self = .number(number)
    case .string(let text): self = .text(text)
    case .object(let object) where object.value is any Configured:
      self = (object.value as? any Configured).map { .recipe($0.named) } ?? .none
    case .table(let table) where depth > 0:
      if table.count > 0 {
        self = .list(try Self.list(table, named: name, depth: depth))
        return
      }
      var options: [String: OptionValue] = [:]
      for (key, value) in try table.pairs() {
        guard case .string(let option) = key else {
          throw Failure(
            name, "has a key that is no option", expected: "such as { name = 1 }",
            got: key.kindDescription)
        }
        options[option] = try OptionValue(value, named: "\(name).\(option)", depth: depth - 1)
      }
      self = .table(options)
    default:
      throw Failure(
        name, "not an option's value",
        expected: "a number, a string, true or false, something of a recipe, or a table of these",
        got: value.kindDescription)
    }
  }

  private static func list(
    _ table: LuaTable, named name: String, depth: Int
  ) throws -> [OptionValue] {
    let items = try table.list()
    if let (key, _) = try table.pairs(limit: items.count + 1).first(where: { key, _ in
      if case .integer = key { false } else { true }
    }) {
      throw Failure(
        name, "is a list with names in it", expected: "a list, or a table of options",
        got: key.kindDescription)
    }
    return try items.enumerated().map { place, item in
      try OptionValue(item, named: "\(name)[\(place + 1)]", depth: depth - 1)
    }
  }
}

extension OptionValue: LuaRepresentable {
  public var luaValue: Value {
    switch self {
    case .none: .nil
    case .boolean(let flag): .boolean(flag)
    case .integer(let integer): .integer(integer)
    case .number(let number): .number(number)
    case .text(let text): .string(text)
    case .table(let options):
      .record(options.sorted { $0.key < $1.key }.map { ($0.key, $0.value.luaValue) })
    case .list(let items): .list(items.map(\.luaValue))
    case .recipe(let named): .string(named.options.isEmpty ? named.name : "\(named)")
    }
  }
}

extension OptionValue {
  /// The same with recipes as objects, where it is known what they make.
  func luaValue<Product>(among catalogue: Catalogue<Product>?) -> Value {
    switch self {
    case .list(let items): .list(items.map { $0.luaValue(among: catalogue) })
    case .recipe(let named):
      (try? catalogue?.configuration(named)).map { ConfigurationHandle($0).luaValue } ?? luaValue
    default: luaValue
    }
  }
}

extension Recipe {
  /// The function that makes this recipe's product in Lua: `entropy{}`, `ccl{ tau = 0.1 }`.
  /// - Parameter catalogue: where recipes that its options name are found, when it is called.
  func function(
    notes: String = "", among catalogue: @escaping () -> Catalogue<Product>? = { nil }
  ) -> Function {
    Function(
      name, summary, parameters: options.map(\.parameter), convention: .options,
      returns: "the configured object", notes: notes, source: source
    ) { arguments in
      var chosen: [String: OptionValue] = [:]
      for name in arguments.given {
        chosen[name] = try OptionValue(arguments[name], named: name)
      }
      return ConfigurationHandle(try Configuration(self, chosen, among: catalogue()))
    }
  }
}

extension OptionCard {
  /// The option as help, completion and argument checks see it; its range is checked by the recipe.
  var parameter: LuaHost.Parameter {
    if isLeading {
      let kind = Kind<Value>(expectation) { $0.isNil ? nil : $0 }
      return Argument(name, kind, summary, leading: true).parameter
    }
    let kind = Kind<Value>(expectation, choices: choices, write: { $0 }) { $0 }
    return Argument(name, kind, summary, default: standard.luaValue).parameter
  }
}
