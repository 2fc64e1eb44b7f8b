extension State {
  /// Makes the metatable of a type. Methods are found in C; properties ask Swift.
  func install(_ type: TypeDeclaration) throws {
    guard metatables[ObjectIdentifier(type)] == nil else { return }
    try stack.balanced {
      try stack.reserve(12)
      try stack.pushTable(list: 0, record: 16)
      let table = stack.top
      var fields: [(String, Function)] = [
        ("__newindex", Self.assignment(type)), ("__eq", Self.equality(type)),
        ("__tostring", Self.text(type)), ("__close", Self.close(type)),
      ]
      fields += type.operations.map { ($0.event, $1) }
      for (event, function) in fields {
        try stack.push(event)
        try stack.push(Entry(function, path: type.name, registry: registry))
        try stack.rawSet(table)
      }
      for event in ["__name", "__metatable"] {
        try stack.push(event)
        try stack.push(type.name)
        try stack.rawSet(table)
      }
      try stack.push("__index")
      try pushMethods(of: type)
      try stack.push(Entry(Self.index(type), path: type.name, registry: registry))
      try stack.pushLookup()
      try stack.rawSet(table)
      try stack.markMetatable()
      guard case .table(let metatable) = try read(table) else { return }
      metatables[ObjectIdentifier(type)] = metatable.reference
      declarations.append(type)
    }
  }

  private func pushMethods(of type: TypeDeclaration) throws {
    try stack.pushTable(list: 0, record: type.methods.count)
    let table = stack.top
    for method in type.methods {
      try stack.push(method.name)
      let path = "\(type.name):\(method.name)"
      try stack.push(Entry(method, path: path, owner: type, registry: registry))
      try stack.rawSet(table)
    }
  }

  /// `x.name` where no method has the name.
  private static func index(_ type: TypeDeclaration) -> Function {
    Function("__index", "Reads a property.", usage: type.name) { call in
      let object = try open(call, type)
      let key = call.arguments.dropFirst().first ?? .nil
      var known: [Property] = []
      if case .string(let name) = key {
        if let property = type.properties.first(where: { $0.name == name }) {
          return try property.get(object)
        }
        known = try type.properties(of: object)
        if let property = known.first(where: { $0.name == name }) {
          return try property.get(object)
        }
      }
      if let value = try type.getElement?(object, key) { return value }
      throw unknown(key, known.map(\.name) + type.methods.map(\.name), type)
    }
  }

  /// `x.name = value`.
  private static func assignment(_ type: TypeDeclaration) -> Function {
    Function("__newindex", "Assigns a property.", usage: type.name) { call in
      let object = try open(call, type)
      let key = call.arguments.dropFirst().first ?? .nil
      let value = call.arguments.dropFirst(2).first ?? .nil
      var known: [Property] = []
      if case .string(let name) = key {
        known = try type.properties(of: object)
        if let property = known.first(where: { $0.name == name }) {
          guard let set = property.set else {
            throw HostError(type.name, "'\(name)' can only be read")
          }
          try set(object, value, type.name)
          return Value.several([])
        }
        if type.methods.contains(where: { $0.name == name }) {
          throw HostError(type.name, "'\(name)' is a method and cannot be assigned")
        }
      }
      throw unknown(key, known.filter(\.isWritable).map(\.name), type)
    }
  }

  /// The object that is asked, unless it is closed.
  private static func open(_ call: Call, _ type: TypeDeclaration) throws -> HostObject {
    let object = try call.object(at: 0)
    guard object.value != nil else { throw HostError(type.name, "the \(type.name) is closed") }
    return object
  }

  private static func unknown(
    _ key: Value, _ known: [String], _ type: TypeDeclaration
  ) -> HostError {
    if case .string(let name) = key {
      return HostError.unknown("field", name, known: known, who: type.name)
    }
    return HostError(
      type.name, "no such element", expected: "the name of a field", got: key.kindDescription)
  }

  private static func equality(_ type: TypeDeclaration) -> Function {
    Function("__eq", "Compares two objects.", usage: type.name) { call in
      guard case .object(let left)? = call.arguments.first,
        case .object(let right)? = call.arguments.dropFirst().first
      else { return false }
      return type.areEqual(left, right)
    }
  }

  private static func text(_ type: TypeDeclaration) -> Function {
    Function("__tostring", "One line.", usage: type.name) { call in
      try type.text(of: try call.object(at: 0))
    }
  }

  private static func close(_ type: TypeDeclaration) -> Function {
    Function("__close", "Gives the object up.", usage: type.name) { call in
      let object = try call.object(at: 0)
      defer { object.close() }
      if let value = object.value { try type.close?(value) }
      return Value.several([])
    }
  }
}
