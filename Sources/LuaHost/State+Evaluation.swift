extension State {
  /// Compiles text to a function without running it. Byte code is refused.
  /// - Parameter chunk: Lua's chunk name: `=In[3]` shows as it is, `@script.lua` names a file.
  /// - Throws: `LuaError` with source and line; one that is an interrupt where it was stopped.
  public func load(_ source: String, chunk: String) throws -> LuaFunction {
    releaseReferences()
    return try stack.balanced {
      try stack.reserve(8)
      do {
        try stack.load(source, chunk: chunk)
      } catch let error as StackError {
        throw LuaError(
          message: error.message, traceback: [], value: .string(error.message), underlying: nil,
          isInterrupt: false, code: "syntax")
      } catch is Interrupted {
        let message = Interrupted().description
        throw LuaError(
          message: message, traceback: [], value: .string(message), underlying: nil,
          isInterrupt: true, code: Interrupted.code)
      }
      guard case .function(let function) = try read(-1) else {
        throw HostError("Lua", "loading gave no function")
      }
      return function
    }
  }

  /// Runs one cell: as an expression where it is one, else as statements. Compiled once, run once.
  /// - Returns: the values of the expression, or what the cell returns.
  @discardableResult
  public func evaluate(cell source: String, chunk: String = "=cell") throws -> [Value] {
    try loadCell(source, chunk: chunk).call([])
  }

  /// Compiles one cell: with `return` before it where that is Lua, else as it is.
  public func loadCell(_ source: String, chunk: String) throws -> LuaFunction {
    if let function = try? load("return " + source, chunk: chunk) { return function }
    return try load(source, chunk: chunk)
  }

  /// Whether the text is the beginning of a cell: it ends where Lua wants more.
  public func isIncomplete(_ source: String) -> Bool {
    do {
      // The line end tells a short string that was never closed from one that may go on.
      _ = try loadCell(source + "\n", chunk: "=cell")
      return false
    } catch {
      return (error as? LuaError)?.message.hasSuffix("<eof>") ?? false
    }
  }

  /// Runs a script; its `...` are `arguments`.
  @discardableResult
  public func run(
    script source: String, chunk: String, arguments: [String] = []
  ) throws -> [Value] {
    // A first line that starts with # is for the shell.
    let text = source.hasPrefix("#") ? "--" + source : source
    return try load(text, chunk: chunk).call(arguments.map { .string($0) })
  }

  /// The table of globals.
  public var globals: LuaTable {
    get throws {
      try stack.balanced {
        try stack.reserve(8)
        stack.pushGlobals()
        guard case .table(let table) = try read(-1) else {
          throw HostError("Lua", "the globals are gone")
        }
        return table
      }
    }
  }

  /// What Lua's `tostring` gives. A `__tostring` of the user's runs.
  public func text(of value: Value) throws -> String {
    try stack.balanced {
      try stack.reserve(8)
      try push(value)
      try stack.pushText(-1)
      try requireText(-1)
      return stack.text(-1) ?? String(decoding: stack.bytes(-1) ?? [], as: UTF8.self)
    }
  }

  /// The field `key` of any value, as `value[key]` in Lua, metamethods included.
  public func field(_ key: Value, of value: Value) throws -> Value {
    try stack.balanced {
      try stack.reserve(8)
      try push(value)
      try push(key)
      try stack.get(-2)
      return try read(-1)
    }
  }
}
