import CLuaBridge

/// What Lua's own values take, what its objects take outside, and what may still be taken.
extension State {
  /// Bytes that Lua itself uses.
  public var memory: Int { stack.memory }

  /// The most bytes that Lua itself may use. Beyond it, and where the process may take no more, Lua
  /// raises its own error, "not enough memory", which `pcall` catches. What is in use stays.
  public var memoryLimit: Int {
    get { unsafe Int(clamping: bridge_memory_limit(main.lua)) }
    set { unsafe bridge_set_memory_limit(main.lua, max(0, newValue)) }
  }

  /// Bytes outside Lua by the declared costs of the objects alive.
  public var objectBytes: Int { ledger.bytes }

  /// A full collection of garbage.
  public func collect() {
    stack.collect()
    releaseReferences()
    ledger.settle()
    externalAfterCollection = externalBytes()
    liveAfterCollection = ledger.bytes + externalAfterCollection
    growthAsked = 0
  }

  /// Collects when more came outside Lua, since the last time, than half of what then remained, or than
  /// is left.
  func collectIfNeeded() {
    let growth = ledger.growth + max(0, externalBytes() - externalAfterCollection)
    if growth > max(collectionThreshold, liveAfterCollection / 2) || isShort(after: growth) {
      collect()
    }
  }

  /// Whether what came may be missing soon; asked once for so many bytes of it.
  private func isShort(after growth: Int) -> Bool {
    guard let memoryLeft, growth > growthAsked + 16 << 20 else { return false }
    growthAsked = growth
    return growth > memoryLeft(.max)
  }

  /// - Parameters:
  ///   - bytes: what will be taken outside Lua.
  ///   - what: for which values.
  /// - Throws: `HostError` of code `memory` where that is more than is left.
  public func require(_ bytes: Int, for what: @autoclosure () -> String) throws {
    guard bytes >= 1 << 20, let memoryLeft, bytes > memoryLeft(bytes) else { return }
    collect()
    let left = memoryLeft(bytes)
    guard bytes > left else { return }
    throw shortage(bytes, Int(left), "are free", what())
  }

  /// - Throws: `HostError` of code `memory` where Lua has no room for a table of so many elements.
  func requireTable(_ count: Int) throws {
    // Sixteen bytes an element, and their number is a C integer.
    let (bytes, overflow) = count.multipliedReportingOverflow(by: 16)
    func most() -> Int { max(0, memoryLimit - memory) }
    if overflow || bytes > most() { collect() }
    guard overflow || bytes > most() || count > Int(Int32.max) else {
      return try require(bytes, for: "a table of \(count) values")
    }
    throw shortage(
      overflow ? .max : bytes, most(), "Lua's own values may still take",
      "a table of \(count) values")
  }

  private func shortage(_ bytes: Int, _ left: Int, _ whose: String, _ what: String) -> HostError {
    HostError(
      "Lua", "\(what) would need \(ByteCount.text(bytes)) of memory",
      expected: "at most the \(ByteCount.text(left)) that \(whose)", code: "memory")
  }

  /// Lua's own complaint that memory is short, with what it has and may have.
  func explained(_ message: String) -> String {
    guard message == "not enough memory" else { return message }
    return "\(message) (Lua's own values take \(ByteCount.text(memory)) of at most "
      + "\(ByteCount.text(memoryLimit)))"
  }
}

/// Bytes as a person would say them.
enum ByteCount {
  /// Such as `3.2 GB`.
  static func text(_ bytes: Int) -> String {
    for (unit, size) in [("TB", 1e12), ("GB", 1e9), ("MB", 1e6)] where Double(bytes) >= size {
      let tenths = Int((Double(bytes) / size * 10).rounded())
      return "\(tenths / 10).\(tenths % 10) \(unit)"
    }
    return "\(Int((Double(bytes) / 1e3).rounded())) kB"
  }
}
