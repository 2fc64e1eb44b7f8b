import ArgumentParser
import CEditBridge
import CProcess
import FoundationEssentials
import Glibc
import Tensors

/// The program `crescent`.
@main
enum Main {
  static func main() {
    // Before anything opens a file, which would get the number of a stream that is closed.
    process_open_streams()
    let environment = ProcessInfo.processInfo.environment
    let status: ExitStatus
    do {
      try Engine.prepareEnvironment(environment)
      // Before anything starts a thread.
      process_block_signals()
      input_make_interruptible()
      terminal_use_locale()
      terminal_keep_modes()
      Engine.prepareForLimits()
      let options = try Options.parse()
      status = Program(options, environment: environment).run()
    } catch {
      status = explain(error)
    }
    exit(status.rawValue)
  }

  /// `--help` and `--version` are asked for and go to standard output; the rest is a complaint.
  private static func explain(_ error: any Error) -> ExitStatus {
    let console = Console(environment: [:])
    let text = Options.fullMessage(for: error)
    defer { console.flush() }
    if Options.exitCode(for: error).isSuccess {
      console.writeLine(text)
      return .fine
    }
    console.writeError(text)
    return .usage
  }
}
