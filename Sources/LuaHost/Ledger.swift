import Synchronization

/// Bytes outside Lua that Lua's objects keep alive, and when they call for a collection.
///
/// Lua sees a few bytes of userdata where the host holds megabytes; without this count it would collect
/// far too late.
final class Ledger: Sendable {
  private let live = Atomic<Int>(0)
  private let added = Atomic<Int>(0)

  /// Bytes now alive.
  var bytes: Int { live.load(ordering: .relaxed) }

  /// Bytes that came since the last `settle`.
  var growth: Int { added.load(ordering: .relaxed) }

  func add(_ bytes: Int) {
    live.add(bytes, ordering: .relaxed)
    if bytes > 0 { added.add(bytes, ordering: .relaxed) }
  }

  /// Starts to count growth anew.
  func settle() { added.store(0, ordering: .relaxed) }
}
