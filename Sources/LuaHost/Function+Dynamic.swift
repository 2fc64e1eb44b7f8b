extension Function {
  /// A function whose parameters are only known at run time.
  ///
  ///     Function("ccl", recipe.summary, parameters: recipe.options.map(parameter), convention: .options) {
  ///       arguments in try recipe.make(arguments.values)
  ///     }
  public init(
    _ name: String, _ summary: String, parameters: [Parameter], convention: Convention = .options,
    returns: String = "", notes: String = "", examples: [String] = [], source: String = "",
    body: @escaping (Arguments) throws -> any LuaRepresentable
  ) {
    self.init(
      name: name, summary: summary, parameters: parameters, convention: convention,
      returns: returns, notes: notes, examples: examples, source: source
    ) { call, function in
      let slots = try Slots(call, function)
      return [try body(try slots.arguments(parameters, call: call)).luaValue]
    }
  }

  /// A function that takes its arguments as they come. `usage` is its call as help shows it: `who(pattern?)`.
  public init(
    _ name: String, _ summary: String, usage: String,
    returns: String = "", notes: String = "", examples: [String] = [],
    body: @escaping (Call) throws -> any LuaRepresentable
  ) {
    self.init(
      name: name, summary: summary, parameters: [], convention: .free, returns: returns,
      notes: notes, examples: examples, usage: usage
    ) { call, _ in [try body(call).luaValue] }
  }

  /// How it is called, on one line: `load{ name, root? }`, `add(a, b?)`.
  public func signature(_ path: String) -> String {
    if convention == .free { return usage.isEmpty ? "\(path)(…)" : usage }
    let list = parameters.map { $0.isRequired ? $0.name : $0.name + "?" }.joined(separator: ", ")
    guard convention == .options else { return "\(path)(\(list))" }
    return list.isEmpty ? "\(path){}" : "\(path){ \(list) }"
  }
}
