/// One argument of a function, or one option of its options table, with the Swift type it becomes.
///
///     Argument("tau", .number(above: 0), "Temperature of the similarities.", default: 0.1)
public struct Argument<T> {
  /// The same without the Swift type, for help, completion and functions made at run time.
  public let parameter: Parameter
  let kind: Kind<T>
  let fallback: T?

  /// An argument that must be given, unless its kind is optional.
  /// - Parameter leading: in a function of options, it may also come bare: `f(x)`, `f "x"`, `f(x, { … })`.
  public init(
    _ name: String, _ kind: Kind<T>, _ summary: String, leading: Bool = false
  ) {
    self.init(name, kind, summary, fallback: nil, leading: leading)
  }

  /// An argument that may be left out.
  public init(
    _ name: String, _ kind: Kind<T>, _ summary: String, default fallback: T, leading: Bool = false
  ) {
    self.init(name, kind, summary, fallback: fallback, leading: leading)
  }

  private init(
    _ name: String, _ kind: Kind<T>, _ summary: String, fallback: T?, leading: Bool
  ) {
    self.kind = kind
    self.fallback = fallback
    parameter = Parameter(
      name: name, kind: kind.name, choices: kind.choices, summary: summary,
      isRequired: fallback == nil && !kind.isOptional, isLeading: leading,
      fallback: fallback.map(kind.represent) ?? .nil,
      check: { value, who in _ = try kind.read(value, what: name, who: who) })
  }

  func read(_ value: Value, who: String) throws -> T {
    if case .nil = value, let fallback { return fallback }
    return try kind.read(value, what: parameter.name, who: who)
  }
}

/// An argument or option as help, completion and run-time functions see it.
public struct Parameter {
  /// The name in the options table, and in help.
  public let name: String
  /// What is expected: `integer`, `list of number`, `dataset`.
  public let kind: String
  /// The values to choose from, where they can be listed.
  public let choices: [String]
  /// One sentence, with its unit where it has one.
  public let summary: String
  /// Whether it must be given.
  public let isRequired: Bool
  /// Whether it may come bare before the options table.
  public let isLeading: Bool
  /// What holds when it is left out; nil where nothing does, or it has no Lua form.
  public let fallback: Value
  let check: (Value, String) throws -> Void
}
