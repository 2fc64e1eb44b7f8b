import CKernels
import Glibc

/// What the numerical libraries read from the environment while they are loaded.
extension Engine {
  /// Set in the second start, so that there is no third.
  private static let mark = "CRESCENT_ENVIRONMENT"

  /// Starts the program anew, once, where a variable is missing that the numerical libraries read before
  /// `main`. What the user has set stays.
  /// - Parameter current: the program's environment.
  public static func prepareEnvironment(_ current: [String: String]) {
    guard current[mark] == nil else { return }
    let missing = environment().filter { current[$0.key] == nil }
    guard !missing.isEmpty else { return }
    for (name, value) in missing { unsafe setenv(name, value, 1) }
    unsafe setenv(mark, "1", 1)
    // Returns only where it cannot be done: the program then runs as it is.
    unsafe execv("/proc/self/exe", CommandLine.unsafeArgv)
  }

  /// Variables that must be in the environment before the numerical libraries are loaded.
  ///
  /// OpenBLAS 0.3.21 picks an older kernel on processors newer than itself. OpenMP threads by
  /// default wait for work in a loop for milliseconds, and take the cores from whoever works.
  public static func environment() -> [String: String] {
    var variables = ["GOMP_SPINCOUNT": "1000"]
    if ck_has_avx512() { variables["OPENBLAS_CORETYPE"] = "SkylakeX" }
    return variables
  }
}
