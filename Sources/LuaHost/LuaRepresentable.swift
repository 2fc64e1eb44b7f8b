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
  public var luaValue: Value { .object(HostObject(self)) }
}

extension Value: LuaRepresentable {
  public var luaValue: Value { self }
}

extension Bool: LuaRepresentable {
  public var luaValue: Value { .boolean(self) }
}

extension Int: LuaRepresentable {
  public var luaValue: Value { .integer(self) }
}

extension Double: LuaRepresentable {
  public var luaValue: Value { .number(self) }
}

extension Float: LuaRepresentable {
  public var luaValue: Value { .number(Double(self)) }
}

extension String: LuaRepresentable {
  public var luaValue: Value { .string(self) }
}

extension LuaTable: LuaRepresentable {
  public var luaValue: Value { .table(self) }
}

extension LuaFunction: LuaRepresentable {
  public var luaValue: Value { .function(self) }
}

extension Function: LuaRepresentable {
  public var luaValue: Value { .declared(self) }
}

extension HostObject: LuaRepresentable {
  public var luaValue: Value { .object(self) }
}

extension Optional: LuaRepresentable where Wrapped: LuaRepresentable {
  public var luaValue: Value { self?.luaValue ?? .nil }
}

extension Array: LuaRepresentable where Element: LuaRepresentable {
  public var luaValue: Value { .list(map(\.luaValue)) }
}

extension Dictionary: LuaRepresentable where Key == String, Value: LuaRepresentable {
  public var luaValue: LuaHost.Value {
    .record(sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value.luaValue) })
  }
}
