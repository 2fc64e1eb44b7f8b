import ActiveLearning
import LuaHost
import Tensors

/// The one place where errors go from the engine to Lua and back.
///
/// The engine counts from 0, names no Lua, and stops with `Cancelled`; Lua counts from 1, has calls that
/// help, and stops with `Interrupted`.
enum Crossing {
  /// What users of Lua see of an engine's error.
  /// - Parameter path: the Lua function that was called: `session:query`.
  static func intoLua(_ error: any Error, in path: String) -> any Error {
    switch error {
    case is Cancelled: Interrupted()
    case let failure as Failure: LuaHint.error(for: failure, in: path)
    default: error
    }
  }

  /// Calls Lua from the engine.
  /// - Throws: `Cancelled` where the call was stopped, other errors as they are.
  static func intoEngine<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch is Interrupted {
      throw Cancelled()
    } catch let error as LuaError where error.isInterrupt {
      throw Cancelled()
    }
  }
}

extension Monitor {
  /// A monitor whose checkpoint stops when `interrupt` has been requested.
  public init(
    interrupt: Interrupt, report: @escaping (Progress) -> Void,
    announce: @escaping (String) -> Void = { _ in }
  ) {
    self.init(
      report: report,
      checkpoint: { if interrupt.isRequested { throw Cancelled() } }, announce: announce)
  }
}
