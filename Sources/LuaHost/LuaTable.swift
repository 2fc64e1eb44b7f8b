/// A Lua table held by Swift. All access is raw: no metamethod, hence no user code, runs.
public struct LuaTable {
  let reference: LuaReference

  /// The border of the list part: `#t` without metamethods.
  public var count: Int {
    (try? withTable { stack, table in stack.rawLength(table) }) ?? 0
  }

  /// Equal for the same table.
  public var identity: UInt { reference.identity }

  /// The value under `key`, `nil` where there is none.
  public func get(_ key: any LuaRepresentable) throws -> Value {
    try withState { state, stack, table in
      try state.push(key.luaValue)
      stack.rawGet(table)
      return try state.read(-1)
    }
  }

  /// Stores `value` under `key`.
  public func set(_ key: any LuaRepresentable, _ value: any LuaRepresentable) throws {
    try withState { state, stack, table in
      try state.push(key.luaValue)
      try state.push(value.luaValue)
      try stack.rawSet(table)
    }
  }

  /// Elements 1…n.
  /// - Throws: `HostError` where there is no memory for as many.
  public func list() throws -> [Value] { try list { $1 } }

  /// Elements 1…n, each turned into something else as soon as it is read: Lua's values of all are never
  /// there at the same time.
  /// - Parameter element: gets the offset, from 0 on, and the value.
  /// - Throws: `HostError` where there is no memory for as many, and what `element` throws.
  public func list<Element>(
    _ element: (_ offset: Int, _ value: Value) throws -> Element
  ) throws -> [Element] {
    try withState { state, stack, table in
      let count = stack.rawLength(table)
      let (bytes, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
      try state.require(overflow ? .max : bytes, for: "a list of \(count) values")
      var result: [Element] = []
      // The border of a table with holes may be anywhere.
      result.reserveCapacity(min(count, 1 << 24))
      for offset in 0..<count {
        if offset & 0xFFFF == 0xFFFF { try state.interrupt.check() }
        stack.rawGet(table, at: offset + 1)
        defer { stack.top -= 1 }
        result.append(try element(offset, state.read(-1)))
      }
      return result
    }
  }

  /// Every key with its value, in Lua's order (which differs from run to run), at most `limit`.
  public func pairs(limit: Int = .max) throws -> [(key: Value, value: Value)] {
    try withState { state, stack, table in
      var result: [(key: Value, value: Value)] = []
      stack.pushNil()
      while result.count < limit, stack.next(table) {
        if result.count == result.capacity {
          // An array that grows needs its size twice.
          try state.require(
            2 * result.count * MemoryLayout<(Value, Value)>.stride,
            for: "a table of more than \(result.count) fields")
        }
        result.append((try state.read(-2), try state.read(-1)))
        stack.top -= 1
        if result.count & 0xFFFF == 0 { try state.interrupt.check() }
      }
      return result
    }
  }

  /// The entries whose keys are not in 1…`count`, at most `limit`.
  func entries(beyond count: Int, limit: Int) throws -> [(key: Value, value: Value)] {
    try withState { state, stack, table in
      var result: [(key: Value, value: Value)] = []
      stack.pushNil()
      while result.count < limit, stack.next(table) {
        let inList = stack.isInteger(-2) && (1...max(1, count)).contains(stack.integer(-2))
        if !inList || count == 0 { result.append((try state.read(-2), try state.read(-1))) }
        stack.top -= 1
      }
      return result
    }
  }

  /// The fields with a string as key.
  public func fields() throws -> [String: Value] {
    var result: [String: Value] = [:]
    for case (.string(let name), let value) in try pairs() { result[name] = value }
    return result
  }

  /// The metatable itself, whatever its `__metatable` says.
  public var metatable: LuaTable? {
    let value = try? withState { state, stack, table in
      stack.pushMetatable(table) ? try state.read(-1) : .nil
    }
    if case .table(let table)? = value { return table }
    return nil
  }

  private func withTable<R>(_ body: (Stack, Int32) throws -> R) throws -> R {
    try withState { _, stack, table in try body(stack, table) }
  }

  private func withState<R>(_ body: (State, Stack, Int32) throws -> R) throws -> R {
    let state = try reference.registry.require()
    let stack = state.stack
    return try stack.balanced {
      try stack.reserve(8)
      stack.push(reference)
      return try body(state, stack, stack.top)
    }
  }
}
