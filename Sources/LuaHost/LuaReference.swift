/// Keeps one Lua value alive from Swift.
public final class LuaReference {
  let registry: Registry
  let key: Int32
  /// Lua's name of the value's type: `table`, `function`, `thread`.
  public let typeName: String
  /// The value's address: equal for the same table or function, as long as both are alive.
  public let identity: UInt

  init(registry: Registry, key: Int32, typeName: String, identity: UInt) {
    self.registry = registry
    self.key = key
    self.typeName = typeName
    self.identity = identity
  }

  deinit { registry.release(key) }
}
