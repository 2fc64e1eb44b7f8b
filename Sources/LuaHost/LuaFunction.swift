/// A Lua function held by Swift.
public struct LuaFunction {
  let reference: LuaReference

  /// Calls it, protected.
  /// - Throws: `LuaError` with message and traceback; nothing jumps over the caller.
  @discardableResult
  public func call(_ arguments: (any LuaRepresentable)...) throws -> [Value] {
    try call(arguments.map(\.luaValue))
  }

  /// Calls it, protected, with arguments in an array.
  @discardableResult
  public func call(_ arguments: [Value]) throws -> [Value] {
    try reference.registry.require().call(reference, arguments)
  }

  /// Equal for the same function.
  public var identity: UInt { reference.identity }

  /// The declaration, where it is a function of the host.
  public var declaration: Function? { entry?.function }

  /// The full name of a function of the host: `dataset.load`, `session:query`.
  public var path: String? { entry?.path }

  private var entry: Entry? {
    guard let stack = reference.registry.state?.stack else { return nil }
    return stack.balanced {
      stack.push(reference)
      return stack.entry(-1)
    }
  }
}
