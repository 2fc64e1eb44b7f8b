/// One thing that the objects of a `UserType` have.
public struct Member<Owner> {
  enum Content {
    case method(Function)
    case property(Property)
    case properties((HostObject) throws -> [Property])
    case operation(Metamethod, Function)
    case elements(summary: String, get: (HostObject, Value) throws -> Value?)
    case equality((Any, Any) -> Bool)
    case close((Any) throws -> Void)
  }
  let content: Content
}

/// The operators that a type may define.
public enum Metamethod: String, Sendable, CaseIterable {
  case add, subtract, multiply, divide, modulo, power, floorDivide, negate
  case concatenate, less, lessOrEqual, length, call, iterate

  /// Lua's name of the event.
  var event: String {
    switch self {
    case .add: "__add"
    case .subtract: "__sub"
    case .multiply: "__mul"
    case .divide: "__div"
    case .modulo: "__mod"
    case .power: "__pow"
    case .floorDivide: "__idiv"
    case .negate: "__unm"
    case .concatenate: "__concat"
    case .less: "__lt"
    case .lessOrEqual: "__le"
    case .length: "__len"
    case .call: "__call"
    case .iterate: "__pairs"
    }
  }

  /// How it is written, for help.
  public var notation: String {
    switch self {
    case .add: "x + y"
    case .subtract: "x - y"
    case .multiply: "x * y"
    case .divide: "x / y"
    case .modulo: "x % y"
    case .power: "x ^ y"
    case .floorDivide: "x // y"
    case .negate: "-x"
    case .concatenate: "x .. y"
    case .less: "x < y"
    case .lessOrEqual: "x <= y"
    case .length: "#x"
    case .call: "x(…)"
    case .iterate: "pairs(x)"
    }
  }
}

// Properties
extension Member {
  /// A read-only property.
  public static func property<V: LuaRepresentable>(
    _ name: String, _ summary: String, get: @escaping (Owner) throws -> V
  ) -> Member {
    Member(
      content: .property(
        Property(name: name, summary: summary) { object in
          try get(try object.owner(name)).luaValue
        }))
  }

  /// A property that can be read, and assigned where there is a `set`.
  public static func property<V>(
    _ name: String, _ kind: Kind<V>, _ summary: String, get: @escaping (Owner) throws -> V,
    set: ((inout Owner, V) throws -> Void)? = nil
  ) -> Member {
    Member(
      content: .property(
        Property(
          name: name, kind: kind.name, choices: kind.choices, summary: summary,
          get: { object in kind.represent(try get(try object.owner(name))) },
          set: set.map { set in
            { object, value, who in
              let value = try kind.read(value, what: name, who: who)
              // A copy, so that a setter which calls back into Lua meets no open access.
              var owner: Owner = try object.owner(name)
              try set(&owner, value)
              object.value = owner
            }
          })))
  }

  /// Properties that depend on the object: listed by completion and by the error for an unknown name.
  public static func properties(_ list: @escaping (Owner) throws -> [Property]) -> Member {
    Member(content: .properties { object in try list(try object.owner("properties")) })
  }
}

// Operators
extension Member {
  /// A binary or unary operator. Either side may be the object, so both come as values; a unary operator
  /// gets its operand twice.
  public static func operation<R: LuaRepresentable>(
    _ metamethod: Metamethod, _ summary: String,
    body: @escaping (_ left: Value, _ right: Value) throws -> R
  ) -> Member {
    operation(metamethod, summary) { call in
      let arguments = call.arguments + [.nil, .nil]
      return try body(arguments[0], arguments[1]).luaValue
    }
  }

  /// `#x`.
  public static func length(_ summary: String, _ body: @escaping (Owner) throws -> Int) -> Member {
    operation(.length, summary) { call in
      .integer(try body(try call.object(at: 0).owner("#")))
    }
  }

  /// `x(…)`, with the arguments after the object.
  public static func call<R: LuaRepresentable>(
    _ summary: String, body: @escaping (Owner, [Value]) throws -> R
  ) -> Member {
    operation(.call, summary) { call in
      try body(try call.object(at: 0).owner("()"), Array(call.arguments.dropFirst())).luaValue
    }
  }

  /// `for key, value in pairs(x)`.
  public static func iteration(
    _ summary: String, _ body: @escaping (Owner) throws -> [(key: Value, value: Value)]
  ) -> Member {
    operation(.iterate, summary) { call in
      .declared(Function.iterator(over: try body(try call.object(at: 0).owner("pairs"))))
    }
  }

  /// `x[1]` to `x[n]`: the host checks the index, so that `get` is asked for 0 ..< `count` and nothing else.
  /// - Parameter named: what stands under a string that is no property's name; nil where nothing does.
  public static func elements<R: LuaRepresentable>(
    _ summary: String, count: @escaping (Owner) throws -> Int,
    named: @escaping (Owner, String) throws -> R? = { _, _ in nil },
    get: @escaping (Owner, Int) throws -> R
  ) -> Member {
    Member(
      content: .elements(
        summary: summary,
        get: { object, key in
          let owner: Owner = try object.owner("element")
          switch key {
          case .string(let name): return try named(owner, name)?.luaValue
          case .integer, .number:
            let index = try Index.read(
              key, in: count(owner), what: "element", who: object.typeName)
            return try get(owner, index).luaValue
          default: return nil
          }
        }))
  }

  /// `x == y` for two objects of this type. Without it, instances of a class are compared by identity.
  public static func equality(_ body: @escaping (Owner, Owner) -> Bool) -> Member {
    Member(
      content: .equality { left, right in
        guard let left = left as? Owner, let right = right as? Owner else { return false }
        return body(left, right)
      })
  }

  /// What happens at the end of the scope of a `local x <close>`, before the object is given up.
  public static func close(_ body: @escaping (Owner) throws -> Void) -> Member {
    Member(content: .close { value in if let owner = value as? Owner { try body(owner) } })
  }

  private static func operation(
    _ metamethod: Metamethod, _ summary: String, body: @escaping (Call) throws -> Value
  ) -> Member {
    Member(
      content: .operation(
        metamethod,
        Function(
          name: metamethod.notation, summary: summary, parameters: [], convention: .free,
          usage: metamethod.notation
        ) { call, _ in [try body(call)] }))
  }
}

extension HostObject {
  /// The value as the type that declares a member.
  func owner<Owner>(_ member: String) throws -> Owner {
    guard let owner = value as? Owner else {
      throw HostError("\(typeName).\(member)", "the \(typeName) is closed")
    }
    return owner
  }
}

extension Call {
  func object(at position: Int) throws -> HostObject {
    guard case .object(let object)? = arguments.dropFirst(position).first else {
      throw HostError(who, "the operand is not an object")
    }
    return object
  }
}
