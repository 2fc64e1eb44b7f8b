/// A function for Lua, declared once: binding, checks, help, completion and manual all read this.
///
///     Function("add", "The sum.", Argument("a", .number, "left"), Argument("b", .number, "right", default: 1)) {
///       a, b in a + b
///     }
public struct Function {
  /// How arguments are passed.
  public enum Convention: Sendable {
    /// `f(a, b)`
    case positional
    /// `f{ a = 1, b = 2 }`, and `f(a)` where the first parameter is leading.
    case options
    /// As the function's usage line says; it checks its arguments itself.
    case free
  }

  /// The name within its module or type.
  public let name: String
  /// One sentence.
  public let summary: String
  /// Arguments or options, in order.
  public let parameters: [Parameter]
  /// How they are passed.
  public let convention: Convention
  /// What comes back, in a few words.
  public let returns: String
  /// What more there is to know: shapes, units, what differs from the source.
  public let notes: String
  /// Lua that runs as it stands.
  public let examples: [String]
  /// Paper, section or equation.
  public let source: String
  /// How a function of the free convention is called: `print(…)`.
  let usage: String
  let invoke: (Call, Function) throws -> [Value]

  init(
    name: String, summary: String, parameters: [Parameter], convention: Convention,
    returns: String = "", notes: String = "", examples: [String] = [], source: String = "",
    usage: String = "", invoke: @escaping (Call, Function) throws -> [Value]
  ) {
    self.name = name
    self.summary = summary
    self.parameters = parameters
    self.convention = convention
    self.returns = returns
    self.notes = notes
    self.examples = examples
    self.source = source
    self.usage = usage
    self.invoke = invoke
  }

  /// A function of arguments in a fixed order.
  public init<each A, R: LuaRepresentable>(
    _ name: String, _ summary: String, _ arguments: repeat Argument<each A>,
    returns: String = "", notes: String = "", examples: [String] = [], source: String = "",
    body: @escaping (repeat each A) throws -> R
  ) {
    self.init(
      name: name, summary: summary, parameters: Parameters.of(repeat each arguments),
      convention: .positional, returns: returns, notes: notes, examples: examples, source: source
    ) { call, function in
      let slots = try Slots(call, function)
      return [try body(repeat try slots.next(each arguments)).luaValue]
    }
  }

  /// A function of arguments in a fixed order that returns nothing.
  public init<each A>(
    _ name: String, _ summary: String, _ arguments: repeat Argument<each A>,
    notes: String = "", examples: [String] = [], source: String = "",
    body: @escaping (repeat each A) throws -> Void
  ) {
    self.init(
      name: name, summary: summary, parameters: Parameters.of(repeat each arguments),
      convention: .positional, notes: notes, examples: examples, source: source
    ) { call, function in
      let slots = try Slots(call, function)
      try body(repeat try slots.next(each arguments))
      return []
    }
  }

  /// A function of one options table. (One that has no options yet is declared with `parameters: []`.)
  public init<First, each A, R: LuaRepresentable>(
    _ name: String, _ summary: String, options first: Argument<First>,
    _ others: repeat Argument<each A>,
    returns: String = "", notes: String = "", examples: [String] = [], source: String = "",
    body: @escaping (First, repeat each A) throws -> R
  ) {
    self.init(
      name: name, summary: summary, parameters: Parameters.of(first, repeat each others),
      convention: .options, returns: returns, notes: notes, examples: examples, source: source
    ) { call, function in
      let slots = try Slots(call, function)
      return [try body(try slots.next(first), repeat try slots.next(each others)).luaValue]
    }
  }

  /// A function of one options table that returns nothing.
  public init<First, each A>(
    _ name: String, _ summary: String, options first: Argument<First>,
    _ others: repeat Argument<each A>,
    notes: String = "", examples: [String] = [], source: String = "",
    body: @escaping (First, repeat each A) throws -> Void
  ) {
    self.init(
      name: name, summary: summary, parameters: Parameters.of(first, repeat each others),
      convention: .options, notes: notes, examples: examples, source: source
    ) { call, function in
      let slots = try Slots(call, function)
      try body(try slots.next(first), repeat try slots.next(each others))
      return []
    }
  }
}

/// Collects what a pack of arguments declares.
enum Parameters {
  static func of<each A>(_ arguments: repeat Argument<each A>) -> [Parameter] {
    var result: [Parameter] = []
    for argument in repeat each arguments { result.append(argument.parameter) }
    return result
  }
}
