import Glibc

/// Calls of the system that a signal may break off.
package enum Retried {
  /// Makes the call again for as long as it ends with EINTR.
  /// - Returns: what the call returned in the end; `errno` says more where that is −1.
  package static func call<Result: BinaryInteger>(_ body: () -> Result) -> Result {
    while true {
      let result = body()
      if result == -1, errno == EINTR { continue }
      return result
    }
  }
}
