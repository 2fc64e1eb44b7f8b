import CLuaBridge

/// The stack of one Lua thread: the only Swift code that calls the bridge's stack functions.
///
/// Every push that can fail throws `StackError`; nothing here lets a Lua error out.
@safe struct Stack {
  let lua: OpaquePointer

  init(_ lua: OpaquePointer) { unsafe self.lua = lua }

  var top: Int32 {
    get { unsafe bridge_top(lua) }
    nonmutating set { unsafe bridge_set_top(lua, newValue) }
  }

  func reserve(_ count: Int) throws {
    guard unsafe bridge_reserve(lua, Int32(clamping: count)) else {
      throw HostError("Lua", "stack overflow (too many values)")
    }
  }

  /// Runs `body` and leaves the stack as high as it was.
  func balanced<R>(_ body: () throws -> R) rethrows -> R {
    let height = top
    defer { top = height }
    return try body()
  }

  // Reading

  func type(_ index: Int32) -> Int { unsafe Int(bridge_type(lua, index)) }
  func boolean(_ index: Int32) -> Bool { unsafe bridge_boolean(lua, index) }
  func isInteger(_ index: Int32) -> Bool { unsafe bridge_is_integer(lua, index) }
  func integer(_ index: Int32) -> Int { unsafe Int(bridge_integer(lua, index)) }
  func number(_ index: Int32) -> Double { unsafe bridge_number(lua, index) }
  func rawLength(_ index: Int32) -> Int { unsafe Int(bridge_raw_length(lua, index)) }
  func isInterrupt(_ index: Int32) -> Bool { unsafe bridge_is_interrupt(lua, index) }
  func identity(_ index: Int32) -> UInt { unsafe UInt(bitPattern: bridge_identity(lua, index)) }

  /// The bytes of a string; nil for other values.
  func bytes(_ index: Int32) -> [UInt8]? {
    var count = 0
    guard let start = unsafe bridge_string(lua, index, &count) else { return nil }
    return unsafe start.withMemoryRebound(to: UInt8.self, capacity: count) {
      unsafe Array(UnsafeBufferPointer(start: $0, count: count))
    }
  }

  /// The text of a string; nil for other values and for bytes that are not UTF-8.
  func text(_ index: Int32) -> String? {
    var count = 0
    guard let start = unsafe bridge_string(lua, index, &count) else { return nil }
    return unsafe start.withMemoryRebound(to: UInt8.self, capacity: count) {
      unsafe String(validating: UnsafeBufferPointer(start: $0, count: count), as: UTF8.self)
    }
  }

  /// The host object in a userdata; nil for other values, and for one that was given up.
  func object(_ index: Int32) -> HostObject? {
    guard let pointer = unsafe bridge_object(lua, index) else { return nil }
    return unsafe Unmanaged<HostObject>.fromOpaque(pointer).takeUnretainedValue()
  }

  /// The entry behind a function of the host; nil for other values.
  func entry(_ index: Int32) -> Entry? {
    guard let pointer = unsafe bridge_entry(lua, index) else { return nil }
    return unsafe Unmanaged<Entry>.fromOpaque(pointer).takeUnretainedValue()
  }

  // Pushing and storing

  func pushNil() { unsafe bridge_push_nil(lua) }
  func push(_ value: Bool) { unsafe bridge_push_boolean(lua, value) }
  func push(_ value: Int) { unsafe bridge_push_integer(lua, Int64(value)) }
  func push(_ value: Double) { unsafe bridge_push_number(lua, value) }
  func pushCopy(_ index: Int32) { unsafe bridge_copy(lua, index) }
  func remove(_ index: Int32) { unsafe bridge_remove(lua, index) }
  func pushGlobals() { unsafe bridge_push_globals(lua) }
  func push(_ reference: LuaReference) { unsafe bridge_push_reference(lua, reference.key) }
  func unreference(_ key: Int32) { unsafe bridge_unreference(lua, key) }

  func push(_ text: String) throws {
    var text = text
    try check(
      text.withUTF8 { bytes in
        unsafe bytes.withMemoryRebound(to: CChar.self) {
          unsafe bridge_push_string(lua, $0.baseAddress, $0.count)
        }
      })
  }

  func push(_ bytes: [UInt8]) throws {
    try check(
      unsafe bytes.withUnsafeBufferPointer { bytes in
        unsafe bytes.withMemoryRebound(to: CChar.self) {
          unsafe bridge_push_string(lua, $0.baseAddress, $0.count)
        }
      })
  }

  func pushTable(list: Int, record: Int) throws {
    try check(unsafe bridge_push_table(lua, Int32(clamping: list), Int32(clamping: record)))
  }

  /// Wraps an object; its metatable is on top and is replaced.
  func pushObject(_ object: HostObject, identity: ObjectIdentifier?) throws {
    let held = unsafe Unmanaged.passRetained(object)
    let key = unsafe identity.flatMap { unsafe UnsafeRawPointer(bitPattern: UInt(bitPattern: $0)) }
    let status = unsafe bridge_push_object(lua, held.toOpaque(), key)
    if status != 0 { unsafe held.release() }
    try check(status)
  }

  /// Pushes the userdata that was made for an instance, if it still lives.
  func pushKnown(_ identity: ObjectIdentifier) -> Bool {
    guard let key = unsafe UnsafeRawPointer(bitPattern: UInt(bitPattern: identity)) else {
      return false
    }
    return unsafe bridge_push_known(lua, key)
  }

  func push(_ entry: Entry) throws {
    let held = unsafe Unmanaged.passRetained(entry)
    let status = unsafe bridge_push_function(lua, held.toOpaque())
    if status != 0 { unsafe held.release() }
    try check(status)
  }

  /// Turns the table and function on top into one function that first looks into the table.
  func pushLookup() throws { try check(unsafe bridge_push_lookup(lua)) }
  func markMetatable() throws { try check(unsafe bridge_mark_metatable(lua)) }
  func setMetatable(_ index: Int32) throws { try check(unsafe bridge_set_metatable(lua, index)) }
  func pushMetatable(_ index: Int32) -> Bool { unsafe bridge_push_metatable(lua, index) }

  /// The registry key of the value on top, which is popped.
  func reference() throws -> Int32 {
    var key: Int32 = 0
    try check(unsafe bridge_reference(lua, &key))
    return key
  }

  func rawGet(_ table: Int32, at index: Int) {
    unsafe bridge_raw_get_index(lua, table, Int64(index))
  }
  func rawGet(_ table: Int32) { unsafe bridge_raw_get(lua, table) }
  func rawFill(_ table: Int32, at index: Int) {
    unsafe bridge_raw_fill(lua, table, Int64(index))
  }
  func next(_ table: Int32) -> Bool { unsafe bridge_next(lua, table) }
  func rawSet(_ table: Int32) throws { try check(unsafe bridge_raw_set(lua, table)) }
  func get(_ table: Int32) throws { try check(unsafe bridge_get(lua, table)) }
  func set(_ table: Int32) throws { try check(unsafe bridge_set(lua, table)) }

  /// Pushes what `tostring` gives, which may run the user's `__tostring`.
  func pushText(_ index: Int32) throws { try check(unsafe bridge_push_text(lua, index)) }

  func load(_ source: String, chunk: String) throws {
    var source = source
    try check(
      source.withUTF8 { bytes in
        unsafe bytes.withMemoryRebound(to: CChar.self) { bytes in
          unsafe chunk.withCString {
            unsafe bridge_load(lua, bytes.baseAddress ?? $0, bytes.count, $0)
          }
        }
      })
  }

  /// Calls the function under `arguments` values; see `bridge_call`.
  func call(arguments: Int) -> Bool { unsafe bridge_call(lua, Int32(arguments)) == 0 }
  func collect() { unsafe _ = bridge_collect(lua) }
  var memory: Int { unsafe bridge_memory(lua) }

  /// Turns a failed status, with its message on top, into a Swift error.
  private func check(_ status: Int32) throws {
    guard status != 0 else { return }
    let interrupted = isInterrupt(-1)
    let message = text(-1) ?? "error without a message"
    top -= 1
    throw interrupted ? Interrupted() : StackError(message: message)
  }
}

/// A Lua error in an operation on the stack.
struct StackError: Error, CustomStringConvertible {
  let message: String
  var description: String { message }
}
