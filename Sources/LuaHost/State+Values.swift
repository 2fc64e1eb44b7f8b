import CLuaBridge

extension State {
  /// The value at a stack index. There must be room for a few values more.
  func read(_ index: Int32) throws -> Value {
    switch stack.type(index) {
    case Int(BRIDGE_NIL): return .nil
    case Int(BRIDGE_BOOLEAN): return .boolean(stack.boolean(index))
    case Int(BRIDGE_NUMBER):
      return stack.isInteger(index) ? .integer(stack.integer(index)) : .number(stack.number(index))
    case Int(BRIDGE_STRING):
      try requireText(index)
      if let text = stack.text(index) { return .string(text) }
      return .bytes(stack.bytes(index) ?? [])
    case Int(BRIDGE_TABLE): return .table(LuaTable(reference: try reference(index, "table")))
    case Int(BRIDGE_FUNCTION):
      return .function(LuaFunction(reference: try reference(index, "function")))
    case Int(BRIDGE_USERDATA):
      if let object = stack.object(index) { return .object(object) }
      return .opaque(try reference(index, "userdata"))
    default: return .opaque(try reference(index, "thread"))
    }
  }

  /// - Throws: `HostError` where a string is too long to be taken out of Lua: it is copied for a few moments.
  func requireText(_ index: Int32) throws {
    let count = stack.rawLength(index)
    try require(4 * count, for: "a string of \(ByteCount.text(count))")
  }

  private func reference(_ index: Int32, _ typeName: String) throws -> LuaReference {
    let identity = stack.identity(index)
    stack.pushCopy(index)
    return LuaReference(
      registry: registry, key: try stack.reference(), typeName: typeName, identity: identity)
  }

  /// Pushes one value. There must be room for a few values more.
  func push(_ value: Value) throws {
    switch value {
    case .nil: stack.pushNil()
    case .boolean(let flag): stack.push(flag)
    case .integer(let number): stack.push(number)
    case .number(let number): stack.push(number)
    case .string(let text): try stack.push(text)
    case .bytes(let bytes): try stack.push(bytes)
    case .table(let table): try push(table.reference)
    case .function(let function): try push(function.reference)
    case .opaque(let reference): try push(reference)
    case .object(let object): try push(object)
    case .list(let values): try pushList(values.count) { values[$0] }
    case .sequence(let count, let element): try pushList(count, element)
    case .record(let fields): try pushRecord(fields)
    case .several(let values): try push(values.first ?? .nil)
    case .declared(let function):
      try stack.push(Entry(function, path: function.name, registry: registry))
    }
  }

  private func push(_ reference: LuaReference) throws {
    guard reference.registry === registry else {
      throw HostError("Lua", "a value of another state")
    }
    stack.push(reference)
  }

  private func pushList(_ count: Int, _ element: (Int) throws -> Value) throws {
    try stack.reserve(8)
    try requireTable(count)
    try stack.pushTable(list: count, record: 0)
    let table = stack.top
    for offset in 0..<count {
      try push(element(offset))
      stack.rawFill(table, at: offset + 1)
    }
  }

  private func pushRecord(_ fields: [(name: String, value: Value)]) throws {
    try stack.reserve(8)
    try stack.pushTable(list: 0, record: fields.count)
    let table = stack.top
    for field in fields {
      try stack.push(field.name)
      try push(field.value)
      try stack.rawSet(table)
    }
  }

  private func push(_ object: HostObject) throws {
    let declaration = try object.declaration ?? declaration(of: object)
    guard let metatable = metatables[ObjectIdentifier(declaration)] else {
      throw HostError("Lua", "no module with the type '\(declaration.name)' is installed")
    }
    let identity = object.instance.map(ObjectIdentifier.init)
    if let identity, pushKnown(object, identity) { return }
    object.enter(declaration, ledger: ledger)
    collectIfNeeded()
    stack.push(metatable)
    try stack.pushObject(object, identity: identity)
  }

  /// Pushes the userdata that Lua already has for the instance of a class, so that it is one and the same
  /// in Lua too, and counted once.
  private func pushKnown(_ object: HostObject, _ identity: ObjectIdentifier) -> Bool {
    guard stack.pushKnown(identity) else { return false }
    // A userdata that was closed may outlive its instance, whose address another may have now.
    if stack.object(-1)?.instance === object.instance { return true }
    stack.top -= 1
    return false
  }

  /// The declaration for an object's Swift type: its own, else the first that accepts it.
  private func declaration(of object: HostObject) throws -> TypeDeclaration {
    guard let value = object.value else { throw HostError("Lua", "an object is closed") }
    let key = ObjectIdentifier(type(of: value))
    if let known = declarationOfType[key] { return known }
    guard let found = declarations.first(where: { $0.accepts(value) }) else {
      throw HostError("Lua", "no installed module declares the Swift type \(type(of: value))")
    }
    declarationOfType[key] = found
    return found
  }
}
