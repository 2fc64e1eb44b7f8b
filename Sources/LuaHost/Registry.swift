import Synchronization

/// Lua values that Swift holds, by number. The last owner of a reference may be any thread; Lua is only
/// touched on its own, so keys wait here until the state next runs.
final class Registry {
  private let released = Mutex<[Int32]>([])
  /// The state they belong to; nil once it is closed.
  private(set) weak var state: State?

  func open(_ state: State) { self.state = state }

  func release(_ key: Int32) { released.withLock { $0.append(key) } }

  /// The keys released since the last call.
  func drain() -> [Int32] {
    released.withLock { keys in
      defer { keys.removeAll(keepingCapacity: true) }
      return keys
    }
  }

  /// The state, or the complaint that it is gone.
  func require() throws -> State {
    guard let state else { throw HostError("Lua", "the state of this value is closed") }
    return state
  }
}
