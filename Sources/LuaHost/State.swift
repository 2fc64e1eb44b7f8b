import CLuaBridge

/// A Lua state: what runs cells and scripts, and knows the host's modules.
///
/// It belongs to one thread. Every call is protected: errors come as `LuaError`.
public final class State {
  /// Stops what runs; may be shared with the host's own long work.
  public let interrupt: Interrupt
  /// The installed modules, those of the host library first.
  public internal(set) var modules: [Module] = []
  /// Where `print` and `io.write` go.
  public var output: (String) -> Void
  /// Bytes outside Lua that its objects may keep alive, beyond the declared costs of types: a pool that
  /// counts for itself. Polled when objects are made.
  public var externalBytes: () -> Int = { 0 }
  /// What each call into the host runs within, such as what the host's objects are computed with.
  public var surroundings: (_ call: () throws -> [Value]) throws -> [Value] = { try $0() }
  /// Growth of bytes outside Lua that always permits another object before a collection.
  public var collectionThreshold = 256 << 20

  let registry = Registry()
  let ledger = Ledger()
  /// The thread that runs now: the main one, or the coroutine that called the host.
  var stack: Stack
  var metatables: [ObjectIdentifier: LuaReference] = [:]
  var declarations: [TypeDeclaration] = []
  var declarationOfType: [ObjectIdentifier: TypeDeclaration] = [:]
  var moduleTables: [LuaTable] = []
  /// What Lua's users see of an error that a function of the host throws: the host's own errors in Lua's
  /// words, and `Interrupted` for those that mean a stop. `path` is the function that was called, as it is
  /// written in Lua.
  public var errorForLua: (_ error: any Error, _ path: String) -> any Error = { error, _ in error }
  /// The last Swift error that went to Lua, to be found again behind the Lua error.
  var thrown: (text: String, error: any Error, code: String)?
  /// The traceback of a Lua error on its way through a host function.
  var inner: (message: String, traceback: [String])?
  let main: Stack
  /// How many bytes the process may still take in pieces of a size; nil where nobody knows.
  let memoryLeft: (@convention(c) (Int) -> Int64)?
  /// The globals of Lua and of the host, told from the user's.
  private var ownGlobals: Set<String> = []
  var liveAfterCollection = 0
  var externalAfterCollection = 0
  /// How far growth had come when it was last asked what is left.
  var growthAsked = 0

  /// A state with Lua's standard libraries under the host's rules, and no modules of the host's yet.
  /// - Parameters:
  ///   - random: where `math.random` draws from.
  ///   - memoryLeft: how many bytes the process may still take in pieces of a size; Lua takes no more, and what the host makes
  ///     of Lua's values is reckoned before.
  ///   - output: where `print` and `io.write` go.
  public init(
    interrupt: Interrupt = Interrupt(), random: RandomSource? = nil,
    memoryLeft: (@convention(c) (Int) -> Int64)? = nil, output: @escaping (String) -> Void
  ) throws {
    guard
      let lua = unsafe bridge_open(
        bridge_upcalls(call: callEntry, release: releaseHeld, left: memoryLeft), interrupt.flag)
    else { throw HostError("Lua", "no memory for a state") }
    self.interrupt = interrupt
    self.memoryLeft = memoryLeft
    self.output = output
    unsafe main = Stack(lua)
    stack = main
    registry.open(self)
    ownGlobals.formUnion(try globals.fields().keys)
    try install([BaseLibrary.module])
    try runPrelude()
    // Without a stream Lua's own generator stays, from a fixed seed rather than from the clock.
    if let random {
      try installRandom(random)
    } else {
      try load("math.randomseed(0)", chunk: "=[host]").call()
    }
  }

  deinit { unsafe bridge_close(main.lua) }

  private func installRandom(_ source: RandomSource) throws {
    guard case .table(let library) = try globals.get("math") else { return }
    for function in source.functions {
      try library.set(function.name, try bound(function, path: "math.\(function.name)"))
    }
  }

  /// The globals that the user has made, by name.
  public func variables() throws -> [(name: String, value: Value)] {
    let fields = try globals.fields().filter { !ownGlobals.contains($0.key) }
    return fields.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
  }

  /// Sets a global of the host's: one that is not among the user's `variables`.
  public func setGlobal(_ name: String, _ value: any LuaRepresentable) throws {
    try globals.set(name, value)
    ownGlobals.insert(name)
  }

  /// Lets go of the Lua values whose last Swift owner is gone.
  func releaseReferences() {
    for key in registry.drain() { stack.unreference(key) }
  }
}

/// Where `math.random` draws from: a stream of the host's, so that runs can be repeated.
public struct RandomSource {
  let next: () -> UInt64
  let reset: (Int?) -> Void

  /// - Parameters:
  ///   - next: 64 uniform bits.
  ///   - reset: answers `math.randomseed(n)`; nil when called without a number.
  public init(next: @escaping () -> UInt64, reset: @escaping (Int?) -> Void) {
    self.next = next
    self.reset = reset
  }
}

/// The bridge calls a host function. Whatever happens, this returns.
private func callEntry(lua: OpaquePointer, held: UnsafeMutableRawPointer) -> Int32 {
  let entry = unsafe Unmanaged<Entry>.fromOpaque(held).takeUnretainedValue()
  return unsafe State.answer(Stack(lua), entry)
}

/// Lua gave up an entry or an object.
private func releaseHeld(held: UnsafeMutableRawPointer) {
  unsafe Unmanaged<AnyObject>.fromOpaque(held).release()
}
