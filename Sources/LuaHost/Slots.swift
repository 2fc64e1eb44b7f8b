/// Puts the values of a call into the order of the parameters, and refuses what does not fit.
final class Slots {
  private let who: String
  private let values: [Value]
  private var position = 0

  init(_ call: Call, _ function: Function) throws {
    who = call.who
    switch function.convention {
    case .positional:
      values = try Self.positional(call, function.parameters)
    case .options:
      values = try Self.options(call, function.parameters)
    case .free:
      values = call.arguments
    }
  }

  /// The next parameter's value, read by its declaration.
  func next<T>(_ argument: Argument<T>) throws -> T {
    defer { position += 1 }
    return try argument.read(values[position], who: who)
  }

  /// All values by name, checked, for a function declared at run time.
  func arguments(_ parameters: [Parameter], call: Call) throws -> Arguments {
    var result: [String: Value] = [:]
    var given: Set<String> = []
    for (parameter, value) in zip(parameters, values) {
      if case .nil = value, !parameter.isRequired {
        result[parameter.name] = parameter.fallback
      } else {
        try parameter.check(value, who)
        result[parameter.name] = value
        given.insert(parameter.name)
      }
    }
    return Arguments(
      who: who, values: result, given: given, receiver: call.receiver?.value, state: call.state)
  }

  private static func positional(_ call: Call, _ parameters: [Parameter]) throws -> [Value] {
    var values = call.arguments
    while let last = values.last, last.isNil, values.count > parameters.count {
      values.removeLast()
    }
    guard values.count <= parameters.count else {
      throw HostError(
        call.who, "too many arguments", expected: "\(parameters.count)", got: "\(values.count)")
    }
    return values + Array(repeating: .nil, count: parameters.count - values.count)
  }

  /// `f{ … }`, and with a leading parameter `f(x)`, `f(x, { … })` and `f{ x, … }`.
  private static func options(_ call: Call, _ parameters: [Parameter]) throws -> [Value] {
    var rest = call.arguments[...]
    var leading: Value = .nil
    if let first = parameters.first, first.isLeading, let value = rest.first,
      !(try isOptions(value, rest: rest.count, leading: first, who: call.who))
    {
      leading = value
      rest = rest.dropFirst()
    }
    while let last = rest.last, last.isNil { rest = rest.dropLast() }
    guard rest.count <= 1 else {
      throw HostError(
        call.who, "too many arguments", expected: "one table of options",
        got: "\(call.arguments.count) arguments")
    }
    var fields: [String: Value] = [:]
    if let value = rest.first {
      guard case .table(let table) = value else {
        throw HostError(
          call.who, "the options are not a table", expected: "\(call.who){ … }",
          got: value.kindDescription)
      }
      fields = try named(table, parameters, who: call.who)
      if table.count > 0 {
        guard let first = parameters.first, first.isLeading, leading.isNil else {
          throw HostError(
            call.who, "an option without a name", expected: "name = value",
            got: try table.get(1).kindDescription)
        }
        leading = try self.leading(of: table, first, call)
      }
    }
    return parameters.enumerated().map { offset, parameter in
      fields[parameter.name] ?? (offset == 0 ? leading : .nil)
    }
  }

  /// Whether the first value is already the options table. A table is the leading value only where
  /// that wants one: when it has no named fields.
  private static func isOptions(
    _ value: Value, rest: Int, leading: Parameter, who: String
  ) throws -> Bool {
    guard case .table(let table) = value, rest == 1 else { return false }
    let fields = try table.fields()
    if !fields.isEmpty || table.count == 0 { return true }
    do {
      try leading.check(value, who)
      return false
    } catch {
      return true
    }
  }

  /// The leading value in `f{ x, … }`; where one alone does not fit, all of `f{ x, y, … }` as a list.
  private static func leading(
    of table: LuaTable, _ parameter: Parameter, _ call: Call
  ) throws -> Value {
    let list = try table.list()
    if list.count == 1, (try? parameter.check(list[0], call.who)) != nil { return list[0] }
    let whole = Value.table(try call.state.table(list))
    if (try? parameter.check(whole, call.who)) != nil { return whole }
    guard list.count == 1 else {
      throw HostError(
        call.who, "an option without a name", expected: "name = value",
        got: list[1].kindDescription)
    }
    return list[0]
  }

  private static func named(
    _ table: LuaTable, _ parameters: [Parameter], who: String
  ) throws -> [String: Value] {
    let known = parameters.map(\.name)
    var fields: [String: Value] = [:]
    for (key, value) in try table.pairs() {
      switch key {
      case .string(let name):
        guard known.contains(name) else {
          throw HostError.unknown("option", name, known: known, who: who)
        }
        fields[name] = value
      case .integer(let index) where (1...max(1, table.count)).contains(index):
        break
      default:
        throw HostError(
          who, "an option without a name", expected: "name = value", got: value.kindDescription)
      }
    }
    return fields
  }
}
