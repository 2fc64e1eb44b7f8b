/// What a host function may return: a Swift value that has a Lua value.
public protocol LuaRepresentable {
  /// The value as Lua sees it.
  var luaValue: Value { get }
}

/// A Swift type with a `UserType`: its values go to Lua as objects.
///
///     extension Dataset: LuaObject {}
public protocol LuaObject: LuaRepresentable {}

extension LuaObject {
  /// A new object.
  public var luaValue: Value { .object(HostObject(self)) }
}

extension Value: LuaRepresentable {
  /// Itself.
  public var luaValue: Value { self }
}

extension Bool: LuaRepresentable {
  /// A boolean.
  public var luaValue: Value { .boolean(self) }
}

extension Int: LuaRepresentable {
  /// An integer.
  public var luaValue: Value { .integer(self) }
}

extension Double: LuaRepresentable {
  /// A float.
  public var luaValue: Value { .number(self) }
}

extension Float: LuaRepresentable {
  /// A float; every single-precision number is one.
  public var luaValue: Value { .number(Double(self)) }
}

extension String: LuaRepresentable {
  /// A string.
  public var luaValue: Value { .string(self) }
}

extension LuaTable: LuaRepresentable {
  /// The same table.
  public var luaValue: Value { .table(self) }
}

extension LuaFunction: LuaRepresentable {
  /// The same function.
  public var luaValue: Value { .function(self) }
}

extension Function: LuaRepresentable {
  /// A new Lua function.
  public var luaValue: Value { .declared(self) }
}

extension HostObject: LuaRepresentable {
  /// An object.
  public var luaValue: Value { .object(self) }
}

extension Optional: LuaRepresentable where Wrapped: LuaRepresentable {
  /// The value inside, or nil.
  public var luaValue: Value { self?.luaValue ?? .nil }
}

extension Array: LuaRepresentable where Element: LuaRepresentable {
  /// A new table 1…n.
  public var luaValue: Value { .sequence(count: count) { self[$0].luaValue } }
}

extension Dictionary: LuaRepresentable where Key == String, Value: LuaRepresentable {
  /// A new table of fields.
  public var luaValue: LuaHost.Value {
    .record(sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value.luaValue) })
  }
}
