import CEditBridge

/// The program's two outputs. Results go to standard output, errors and progress to standard error;
/// a progress line on the screen gives way to anything else.
final class Console {
  let style: Style
  /// How errors and progress look; they may go elsewhere than results.
  let errorStyle: Style
  /// Whether one line can be written over again and again.
  let rewrites: Bool
  /// Whether results go to a terminal.
  let isTerminal = terminal_is_output()
  /// Why standard output takes no more; what is written after that is dropped.
  private(set) var failure: OutputFailure?
  /// Called once, when standard output has failed: whatever runs should stop.
  var onFailure: () -> Void = {}
  private var transient = false

  init(environment: [String: String]) {
    style = Style.detect(isTerminal: terminal_is_output(), environment: environment)
    errorStyle = Style.detect(isTerminal: terminal_is_error(), environment: environment)
    rewrites = terminal_is_error() && environment["TERM"] != "dumb"
  }

  /// Columns of the window now.
  var width: Int { Int(terminal_width()) }

  func write(_ text: String) {
    clearTransient()
    guard failure == nil else { return }
    note(unsafe text.withCString { unsafe output_write($0, text.utf8.count) })
  }

  func writeLine(_ text: String) { write(text + "\n") }

  /// A line on standard error.
  func writeError(_ text: String) {
    clearTransient()
    writeToError(text + "\n")
  }

  /// Shows a line that the next output replaces.
  func showTransient(_ text: String) {
    writeToError("\r\u{1B}[K" + text)
    transient = true
  }

  func flush() {
    clearTransient()
    note(output_flush())
  }

  private func note(_ code: Int32) {
    guard code != 0, failure == nil else { return }
    failure = OutputFailure(code: code)
    onFailure()
  }

  private func clearTransient() {
    guard transient else { return }
    transient = false
    writeToError("\r\u{1B}[K")
  }

  private func writeToError(_ text: String) {
    unsafe text.withCString { unsafe error_write($0, text.utf8.count) }
  }
}
