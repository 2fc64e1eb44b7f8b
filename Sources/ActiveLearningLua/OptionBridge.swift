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
    case .table(let table) where depth > 0:
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
        expected: "a number, a string, true or false, or a table of these",
        got: value.kindDescription)
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
    }
  }
}

extension Recipe {
  /// The function that makes this recipe's product in Lua: `entropy{}`, `ccl{ tau = 0.1 }`.
  func function() -> Function {
    Function(
      name, summary, parameters: options.map(\.parameter), convention: .options,
      returns: "the configured object", source: source
    ) { arguments in
      var chosen: [String: OptionValue] = [:]
      for name in arguments.given {
        chosen[name] = try OptionValue(arguments[name], named: name)
      }
      return ConfigurationHandle(try Configuration(self, chosen))
    }
  }
}

extension OptionCard {
  /// The option as help, completion and argument checks see it; its range is checked by the recipe.
  var parameter: LuaHost.Parameter {
    let kind = Kind<Value>(expectation, choices: choices, write: { $0 }) { $0 }
    return Argument(name, kind, summary, default: standard.luaValue).parameter
  }
}
