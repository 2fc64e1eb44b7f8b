import CEditBridge
import LuaHost
import Notebook

/// Ctrl-C. While something runs: the first press asks it to stop at its next safe point, the second
/// says what is running, a third within two seconds leaves with status 130. At the prompt a press
/// clears the line. A request to leave (SIGTERM, SIGHUP) stops what runs in the same way.
final class Interrupts: Interrupter {
  /// Starts to take signals; once per process. Whoever takes them holds on to `interrupt` for good.
  /// - Throws: where the system has no thread or pipe for it.
  init(_ interrupt: Interrupt) throws {
    let context = unsafe Unmanaged.passRetained(interrupt).toOpaque()
    let isTaking = unsafe signals_install(
      { context in
        guard let context = unsafe context else { return }
        unsafe Unmanaged<Interrupt>.fromOpaque(context).takeUnretainedValue().request()
      }, context)
    guard isTaking else { throw HostError("crescent", "the system has no thread for signals") }
  }

  /// The signal that asked the program to leave.
  static var leaving: Int32? {
    let signal = signals_leaving()
    return signal == 0 ? nil : signal
  }

  func runBegan(_ activity: String) {
    unsafe signals_set_activity(activity)
    signals_run_began()
  }

  func runEnded() { _ = signals_run_ended() }
}
