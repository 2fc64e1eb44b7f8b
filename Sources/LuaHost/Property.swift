/// A property of an object: `s.tau`, `s.tau = 0.5`.
///
/// Made by hand only for properties that are decided at run time (`Member.properties`).
public struct Property {
  /// The name after the dot.
  public let name: String
  /// What it is: `number`, `list of integer`; empty where the declaration does not say.
  public let kind: String
  /// The values to choose from, where they can be listed.
  public let choices: [String]
  /// One sentence.
  public let summary: String
  /// Whether Lua may assign to it.
  public var isWritable: Bool { self.set != nil }
  let get: (HostObject) throws -> Value
  let set: ((HostObject, Value, _ who: String) throws -> Void)?

  init(
    name: String, kind: String = "", choices: [String] = [], summary: String,
    get: @escaping (HostObject) throws -> Value,
    set: ((HostObject, Value, _ who: String) throws -> Void)? = nil
  ) {
    self.name = name
    self.kind = kind
    self.choices = choices
    self.summary = summary
    self.get = get
    self.set = set
  }

  /// A property decided at run time; without `set` it is read-only.
  public init<V>(
    _ name: String, _ kind: Kind<V>, _ summary: String, get: @escaping () throws -> V,
    set: ((V) throws -> Void)? = nil
  ) {
    self.init(
      name: name, kind: kind.name, choices: kind.choices, summary: summary,
      get: { _ in kind.represent(try get()) },
      set: set.map { set in
        { _, value, who in try set(try kind.read(value, what: name, who: who)) }
      })
  }

  /// A property decided at run time, described by the parameter it belongs to, with plain Lua values.
  /// The parameter's checks hold for what is assigned.
  public init(
    _ parameter: Parameter, get: @escaping () throws -> Value,
    set: ((Value) throws -> Void)? = nil
  ) {
    self.init(
      name: parameter.name, kind: parameter.kind, choices: parameter.choices,
      summary: parameter.summary, get: { _ in try get() },
      set: set.map { set in
        { _, value, who in
          try parameter.check(value, who)
          try set(value)
        }
      })
  }
}
