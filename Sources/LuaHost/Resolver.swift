/// Finds what a path such as `s.method` means without running Lua: tables and metatables are read raw,
/// and of objects only the declared properties are asked.
struct Resolver {
  /// What a path leads to.
  enum Target {
    case value(Value)
    case method(Function, path: String)

    /// The declaration, where the target is a function of the host.
    var function: Function? {
      switch self {
      case .method(let function, _): function
      case .value(.function(let function)): function.declaration
      case .value: nil
      }
    }
  }

  let state: State

  /// The value behind `names`, the first of them a global.
  func resolve(_ names: [String]) -> Target? {
    guard let globals = try? state.globals else { return nil }
    var target = Target.value(.table(globals))
    for name in names {
      guard case .value(let value) = target, let next = member(name, of: value) else { return nil }
      target = next
    }
    return target
  }

  func member(_ name: String, of value: Value) -> Target? {
    switch value {
    case .table(let table):
      return field(name, of: table).map { .value($0) }
    case .object(let object):
      guard let type = object.declaration else { return nil }
      if let method = type.methods.first(where: { $0.name == name }) {
        return .method(method, path: "\(type.name):\(name)")
      }
      let property = try? type.properties(of: object).first { $0.name == name }
      return property.flatMap { try? $0.get(object) }.map { .value($0) }
    case .string:
      return stringLibrary.flatMap { field(name, of: $0) }.map { .value($0) }
    default:
      return nil
    }
  }

  /// The names that may follow a dot or, with `calls`, a colon.
  func members(of value: Value, calls: Bool) -> [Completion.Candidate] {
    switch value {
    case .table(let table): fields(of: table, calls: calls)
    case .object(let object): members(of: object, calls: calls)
    case .string: calls ? stringLibrary.map { fields(of: $0, calls: true) } ?? [] : []
    default: []
    }
  }

  private func members(of object: HostObject, calls: Bool) -> [Completion.Candidate] {
    guard let type = object.declaration else { return [] }
    if calls { return type.methods.map { Completion.Candidate($0.name, $0.summary) } }
    let properties = (try? type.properties(of: object)) ?? type.properties
    return properties.map { Completion.Candidate($0.name, $0.summary) }
  }

  private func fields(of table: LuaTable, calls: Bool) -> [Completion.Candidate] {
    var found: [Completion.Candidate] = []
    for level in chain(from: table) {
      for case (.string(let name), let value) in (try? level.pairs()) ?? []
      where Lexer.isName(name) && !found.contains(where: { $0.text == name }) {
        if case .function(let function) = value {
          found.append(Completion.Candidate(name, function.declaration?.summary ?? "function"))
        } else if !calls {
          found.append(Completion.Candidate(name, summary(of: value)))
        }
      }
    }
    return found
  }

  private func summary(of value: Value) -> String {
    if case .table(let table) = value, let module = state.module(of: table) {
      return module.summary
    }
    return value.kindDescription
  }

  private func field(_ name: String, of table: LuaTable) -> Value? {
    for level in chain(from: table) {
      if let value = try? level.get(name), !value.isNil { return value }
    }
    return nil
  }

  /// The table and the tables its metatable's `__index` leads to, as far as these are plain tables.
  private func chain(from table: LuaTable) -> [LuaTable] {
    var result = [table]
    while result.count < 10, case .table(let next)? = try? result.last?.metatable?.get("__index") {
      result.append(next)
    }
    return result
  }

  private var stringLibrary: LuaTable? {
    guard case .table(let library)? = try? state.globals.get("string") else { return nil }
    return library
  }
}
