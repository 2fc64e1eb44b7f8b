import CEditBridge
import LuaHost

/// Ctrl-C. While something runs: the first press asks it to stop at its next safe point, the second
/// says what is running, a third within two seconds leaves with status 130. At the prompt a press
/// clears the line.
struct Interrupts {
  private let interrupt: Interrupt

  /// Installs the handlers; once per process. They hold on to `interrupt` for its whole life.
  init(_ interrupt: Interrupt) {
    self.interrupt = interrupt
    let context = unsafe Unmanaged.passRetained(interrupt).toOpaque()
    unsafe signals_install(
      { context in
        guard let context = unsafe context else { return }
        unsafe Unmanaged<Interrupt>.fromOpaque(context).takeUnretainedValue().request()
      }, context)
  }

  /// Runs `body`, which Ctrl-C may stop.
  func during<R>(_ activity: String, _ body: () throws -> R) rethrows -> R {
    interrupt.clear()
    unsafe signals_set_activity(activity)
    signals_run_began()
    defer {
      _ = signals_run_ended()
      interrupt.clear()
    }
    return try body()
  }
}
