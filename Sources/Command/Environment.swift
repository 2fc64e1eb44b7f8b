import CEditBridge
import Glibc
import Tensors

/// The environment that the engine's libraries read before `main` starts.
enum Environment {
  /// Set in the second start, so that there is no third.
  private static let mark = "CRESCENT_ENVIRONMENT"

  /// Starts the program anew, once, where a variable is missing. What the user has set stays.
  static func prepare(_ current: [String: String]) {
    guard current[mark] == nil else { return }
    let missing = engineVariables().filter { current[$0.key] == nil }
    guard !missing.isEmpty else { return }
    for (name, value) in missing { unsafe setenv(name, value, 1) }
    unsafe setenv(mark, "1", 1)
    process_start_again()
  }

  /// What the engine wants on this machine.
  private static func engineVariables() -> [String: String] { Engine.environment() }
}
