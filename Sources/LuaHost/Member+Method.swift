extension Member {
  /// A method of arguments in a fixed order: `x:name(a, b)`.
  public static func method<each A, R: LuaRepresentable>(
    _ name: String, _ summary: String, _ arguments: repeat Argument<each A>,
    returns: String = "", notes: String = "", examples: [String] = [], source: String = "",
    body: @escaping (Owner, repeat each A) throws -> R
  ) -> Member {
    Member(
      content: .method(
        Function(
          name: name, summary: summary, parameters: Parameters.of(repeat each arguments),
          convention: .positional, returns: returns, notes: notes, examples: examples,
          source: source
        ) { call, function in
          let slots = try Slots(call, function)
          let owner = try call.owner(as: Owner.self)
          return [try body(owner, repeat try slots.next(each arguments)).luaValue]
        }))
  }

  /// A method of arguments in a fixed order that returns nothing.
  public static func method<each A>(
    _ name: String, _ summary: String, _ arguments: repeat Argument<each A>,
    notes: String = "", examples: [String] = [], source: String = "",
    body: @escaping (Owner, repeat each A) throws -> Void
  ) -> Member {
    Member(
      content: .method(
        Function(
          name: name, summary: summary, parameters: Parameters.of(repeat each arguments),
          convention: .positional, notes: notes, examples: examples, source: source
        ) { call, function in
          let slots = try Slots(call, function)
          let owner = try call.owner(as: Owner.self)
          try body(owner, repeat try slots.next(each arguments))
          return []
        }))
  }

  /// A method of one options table: `x:name{ a = 1 }`.
  public static func method<First, each A, R: LuaRepresentable>(
    _ name: String, _ summary: String, options first: Argument<First>,
    _ others: repeat Argument<each A>,
    returns: String = "", notes: String = "", examples: [String] = [], source: String = "",
    body: @escaping (Owner, First, repeat each A) throws -> R
  ) -> Member {
    Member(
      content: .method(
        Function(
          name: name, summary: summary, parameters: Parameters.of(first, repeat each others),
          convention: .options, returns: returns, notes: notes, examples: examples, source: source
        ) { call, function in
          let slots = try Slots(call, function)
          let owner = try call.owner(as: Owner.self)
          return [
            try body(owner, try slots.next(first), repeat try slots.next(each others)).luaValue
          ]
        }))
  }

  /// A method of one options table that returns nothing.
  public static func method<First, each A>(
    _ name: String, _ summary: String, options first: Argument<First>,
    _ others: repeat Argument<each A>,
    notes: String = "", examples: [String] = [], source: String = "",
    body: @escaping (Owner, First, repeat each A) throws -> Void
  ) -> Member {
    Member(
      content: .method(
        Function(
          name: name, summary: summary, parameters: Parameters.of(first, repeat each others),
          convention: .options, notes: notes, examples: examples, source: source
        ) { call, function in
          let slots = try Slots(call, function)
          let owner = try call.owner(as: Owner.self)
          try body(owner, try slots.next(first), repeat try slots.next(each others))
          return []
        }))
  }

  /// A method whose parameters are only known at run time.
  public static func method(
    _ name: String, _ summary: String, parameters: [Parameter],
    convention: Function.Convention = .options, returns: String = "", notes: String = "",
    examples: [String] = [], source: String = "",
    body: @escaping (Owner, Arguments) throws -> any LuaRepresentable
  ) -> Member {
    Member(
      content: .method(
        Function(
          name: name, summary: summary, parameters: parameters, convention: convention,
          returns: returns, notes: notes, examples: examples, source: source
        ) { call, function in
          let slots = try Slots(call, function)
          let owner = try call.owner(as: Owner.self)
          return [try body(owner, try slots.arguments(parameters, call: call)).luaValue]
        }))
  }
}
