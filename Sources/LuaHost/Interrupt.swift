import CLuaBridge

/// The wish to stop what runs, raised from another thread and seen by Lua and by the host's loops.
///
/// It stays raised until `clear()`, so that a `pcall` in a loop cannot swallow it.
@safe
public final class Interrupt: @unchecked Sendable {
  let flag: UnsafeMutablePointer<Int32>

  /// An interrupt that has not been asked for.
  public init() {
    unsafe flag = .allocate(capacity: 1)
    unsafe flag.initialize(to: 0)
  }

  deinit { unsafe flag.deallocate() }

  /// Asks everything to stop at the next safe point. Any thread may call it.
  public func request() { unsafe bridge_flag_set(flag, 1) }

  /// Takes the request back; the prompt does so before each cell.
  public func clear() { unsafe bridge_flag_set(flag, 0) }

  /// Whether a stop has been asked for.
  public var isRequested: Bool { unsafe bridge_flag(flag) != 0 }

  /// To be polled by long work between steps, where its state is whole.
  /// - Throws: `Interrupted` when a stop has been asked for.
  public func check() throws { if isRequested { throw Interrupted() } }
}

/// The work was stopped because the user asked for it.
public struct Interrupted: Error, CustomStringConvertible {
  /// The error to throw at a safe point.
  public init() {}
  /// The kind of error that it is.
  public static let code = "interrupted"
  /// One word.
  public var description: String { "interrupted" }
}
