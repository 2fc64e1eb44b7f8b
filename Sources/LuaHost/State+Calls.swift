import CLuaBridge

extension State {
  /// Runs a host function for Lua on the thread that calls it.
  /// - Returns: how many results lie on top, or one of the bridge's codes for raising.
  static func answer(_ stack: Stack, _ entry: Entry) -> Int32 {
    guard let state = entry.registry.state else {
      try? stack.push("\(entry.path): the state is closed")
      return Int32(BRIDGE_RAISE_MESSAGE)
    }
    let caller = state.stack
    state.stack = stack
    defer { state.stack = caller }
    state.releaseReferences()
    do {
      let results = try state.surroundings { try entry.run(state) }
      return Int32(try state.pushResults(results))
    } catch {
      return state.pushError(error, of: entry.path)
    }
  }

  private func pushResults(_ results: [Value]) throws -> Int {
    try results.reduce(0) { count, value in
      if case .several(let values) = value { return try count + pushResults(values) }
      try stack.reserve(8)
      try push(value)
      return count + 1
    }
  }

  /// The error in the words of Lua's users.
  func seen(_ error: any Error, in path: String = "") -> any Error {
    error is LuaError ? error : errorForLua(error, path)
  }

  private func pushError(_ original: any Error, of path: String) -> Int32 {
    let error = seen(original, in: path)
    // What nobody needs any more may be what was missing: another try finds it.
    if (error as? any CodedError)?.code == "memory" { collect() }
    switch error {
    case is Interrupted: return Int32(BRIDGE_RAISE_INTERRUPT)
    case let error as LuaError where error.isInterrupt: return Int32(BRIDGE_RAISE_INTERRUPT)
    case let error as LuaError:
      inner = (error.message, error.traceback)
      if let underlying = error.underlying { thrown = (error.message, underlying, error.code) }
      if (try? push(error.value)) == nil { stack.pushNil() }
      return Int32(BRIDGE_RAISE_VALUE)
    default:
      let text = "\(error)"
      thrown = (text, original, (error as? any CodedError)?.code ?? "lua")
      if (try? stack.push(text)) == nil { stack.pushNil() }
      return error is StackError
        ? Int32(BRIDGE_RAISE_VALUE) : Int32(BRIDGE_RAISE_MESSAGE)
    }
  }

  /// Calls a Lua function, protected.
  func call(_ function: LuaReference, _ arguments: [Value]) throws -> [Value] {
    releaseReferences()
    // Whatever was on its way has been caught by the script that calls now.
    inner = nil
    let stack = self.stack
    return try stack.balanced {
      let base = stack.top + 1
      try stack.reserve(arguments.count + 8)
      stack.push(function)
      for argument in arguments { try push(argument) }
      guard stack.call(arguments: arguments.count) else { throw try error(at: base) }
      guard stack.top >= base else { return [] }
      try stack.reserve(8)
      return try (base...stack.top).map { try read($0) }
    }
  }

  /// The error that the bridge left: value, traceback, text.
  private func error(at base: Int32) throws -> LuaError {
    try stack.reserve(8)
    let value = try read(base)
    let frames = (stack.text(base + 1) ?? "").split(separator: "\n").map(String.init)
    if stack.type(base + 2) == Int(BRIDGE_STRING) { try requireText(base + 2) }
    let message =
      stack.text(base + 2).map(explained)
      ?? "error without a message: \(Display().text(value, in: self))"
    // A wait that a stop has ended complains of the wait.
    let isInterrupt = stack.isInterrupt(base) || interrupt.isRequested
    let behind = thrown.flatMap { message.hasSuffix($0.text) ? $0 : nil }
    defer { inner = nil }
    return LuaError(
      message: message, traceback: traceback(of: message, frames), value: value,
      underlying: behind?.error, isInterrupt: isInterrupt,
      code: isInterrupt ? Interrupted.code : behind?.code ?? "lua")
  }

  /// Where the error happened that came through the host, if it is the one; it knows the whole way to
  /// the main chunk, unless it began in a coroutine.
  private func traceback(of message: String, _ frames: [String]) -> [String] {
    guard let inner, inner.message == message else { return frames }
    return inner.traceback.last == frames.last ? inner.traceback : inner.traceback + frames
  }
}
