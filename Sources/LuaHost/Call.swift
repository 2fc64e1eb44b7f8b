/// One call from Lua: the values as they came.
public struct Call {
  /// The full name of the function: `dataset.load`, `session:query`.
  public let who: String
  /// The object before the colon, for methods.
  let receiver: HostObject?
  /// The arguments; for methods, those after the object.
  public let arguments: [Value]
  /// The state that calls. It must not be kept.
  public let state: State

  /// The object before the colon as the type that declares the method.
  func owner<Owner>(as type: Owner.Type) throws -> Owner {
    guard let owner = receiver?.value as? Owner else {
      throw HostError(who, "the object is closed")
    }
    return owner
  }
}

/// The arguments of a function declared at run time, checked and completed with defaults.
public struct Arguments {
  /// The full name of the function, for errors.
  public let who: String
  /// Every value by name; what was left out has its default.
  public let values: [String: Value]
  /// The names that the caller gave.
  public let given: Set<String>
  /// The object before the colon, for methods.
  public let receiver: Any?
  /// The state that calls. It must not be kept.
  public let state: State

  /// The value of `name`, nil where none was given and there is no default.
  public subscript(name: String) -> Value { values[name] ?? .nil }

  /// The value of `name` as a Swift type.
  public func read<T>(_ name: String, _ kind: Kind<T>) throws -> T {
    try kind.read(self[name], what: name, who: who)
  }
}
