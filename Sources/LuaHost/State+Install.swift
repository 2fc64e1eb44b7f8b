extension State {
  /// Installs modules: types first, so that constants and functions may use them.
  /// - Throws: `HostError` for a name declared twice, or one without a summary.
  public func install(_ modules: [Module]) throws {
    try Module.validate(self.modules + modules)
    for type in modules.flatMap(\.types) { try install(type) }
    for module in modules {
      try install(module)
      self.modules.append(module)
    }
  }

  /// Adds a function to an installed module while the state lives; help and completion know it too.
  /// One of the same name is replaced.
  public func add(_ function: Function, to name: String) throws {
    guard let position = modules.firstIndex(where: { $0.name == name }) else {
      throw HostError.unknown("module", name, known: modules.map(\.name), who: "Lua")
    }
    modules[position].functions.removeAll { $0.name == function.name }
    modules[position].functions.append(function)
    let module = modules[position]
    let value = try bound(function, path: module.path(of: function.name))
    if module.isGlobal {
      try setGlobal(function.name, value)
    } else {
      try moduleTable(name).set(function.name, value)
    }
  }

  /// The module that a table is, if it is one.
  func module(of table: LuaTable) -> Module? {
    guard let position = moduleTables.firstIndex(where: { $0.identity == table.identity }) else {
      return nil
    }
    return modules.filter { !$0.isGlobal }[position]
  }

  private func moduleTable(_ name: String) throws -> LuaTable {
    let named = modules.filter { !$0.isGlobal }
    guard let position = named.firstIndex(where: { $0.name == name }) else {
      throw HostError.unknown("module", name, known: named.map(\.name), who: "Lua")
    }
    return moduleTables[position]
  }

  private func install(_ module: Module) throws {
    if module.isGlobal {
      for function in module.functions {
        try setGlobal(function.name, try bound(function, path: function.name))
      }
      return
    }
    let table = try newTable()
    for function in module.functions {
      try table.set(function.name, try bound(function, path: module.path(of: function.name)))
    }
    for constant in module.constants { try table.set(constant.name, constant.value) }
    try setMetatable(of: table, ["__index": unknownMember(of: module.name)])
    try setGlobal(module.name, table)
    moduleTables.append(table)
  }

  /// Answers for a name the module does not have: an error that lists those it has.
  private func unknownMember(of name: String) throws -> Value {
    let function = Function("__index", "Refuses unknown names.", usage: name) { call in
      guard case .string(let key)? = call.arguments.last else { return Value.nil }
      let module = call.state.modules.first { $0.name == name && !$0.isGlobal }
      let known = (module?.functions.map(\.name) ?? []) + (module?.constants.map(\.name) ?? [])
      throw HostError.unknown("name", key, known: known, who: name)
    }
    return try bound(function, path: name)
  }

  /// A Lua function for a declaration.
  func bound(
    _ function: Function, path: String, owner: TypeDeclaration? = nil
  ) throws -> Value {
    try stack.balanced {
      try stack.reserve(8)
      try stack.push(Entry(function, path: path, owner: owner, registry: registry))
      return try read(-1)
    }
  }

  func newTable() throws -> LuaTable { try table([]) }

  /// A new Lua table 1…n.
  public func table(_ values: [Value]) throws -> LuaTable {
    try stack.balanced {
      try stack.reserve(8)
      try push(.list(values))
      guard case .table(let table) = try read(-1) else {
        throw HostError("Lua", "no new table")
      }
      return table
    }
  }

  private func setMetatable(of table: LuaTable, _ fields: [String: Value]) throws {
    try stack.balanced {
      try stack.reserve(8)
      try push(.table(table))
      try push(.record(fields.map { ($0.key, $0.value) }))
      try stack.setMetatable(-2)
    }
  }
}
