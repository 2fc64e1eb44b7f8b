/// A Lua value as Swift holds it.
///
/// What comes from Lua is one of `nil`, `boolean`, `integer`, `number`, `string`, `bytes`, `table`, `function`,
/// `object` or `opaque`; `list`, `sequence`, `record`, `several` and `declared` only go the other way.
public enum Value {
  case `nil`
  case boolean(Bool)
  /// A Lua integer.
  case integer(Int)
  /// A Lua float.
  case number(Double)
  case string(String)
  /// A Lua string that is not UTF-8.
  case bytes([UInt8])
  case table(LuaTable)
  case function(LuaFunction)
  /// A host object: a value of a type for which a `UserType` is installed.
  case object(HostObject)
  /// What Lua can only hand around: a coroutine, a file.
  case opaque(LuaReference)
  /// A new table 1…n.
  case list([Value])
  /// A new table 1…n whose elements are made one after the other as they go into it: many cost no more
  /// than the table.
  case sequence(count: Int, element: (Int) throws -> Value)
  /// A new table with these fields.
  case record([(name: String, value: Value)])
  /// More than one result, or none.
  case several([Value])
  /// A new Lua function from a declaration made at run time. Indirect: a declaration is large, and other
  /// values would be as large as it.
  indirect case declared(Function)

  /// Whether this is Lua's nil.
  public var isNil: Bool { if case .nil = self { true } else { false } }

  /// The host object inside, where it is one of type `T`.
  public func object<T>(as type: T.Type) -> T? {
    if case .object(let object) = self { object.value as? T } else { nil }
  }

  /// The kind in a user's words, with the value where it is short: `string "ten"`, `table`, `a dataset`.
  public var kindDescription: String {
    switch self {
    case .nil: "nil"
    case .boolean(let value): "boolean \(value)"
    case .integer(let value): "integer \(value)"
    case .number(let value): "number \(Number.text(value))"
    case .string(let text) where text.utf8.count > 40: "string \"\(text.prefix(37))…\""
    case .string(let text): "string \"\(text)\""
    case .bytes: "bytes that are not UTF-8"
    case .table, .list, .sequence, .record: "table"
    case .function, .declared: "function"
    case .object(let object): object.value == nil ? "closed \(object.typeName)" : object.typeName
    case .opaque(let reference): reference.typeName
    case .several(let values): "\(values.count) values"
    }
  }
}
