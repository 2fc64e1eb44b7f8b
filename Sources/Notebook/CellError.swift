import LuaHost
import Tensors

/// An error as the user sees it: one line, then where it came from, the user's own lines only.
public struct CellError: Error, CustomStringConvertible {
  /// The kind of error, under a short name that stays the same: `syntax`, `lua`, `interrupted`, or one of
  /// the engine's.
  public let code: String
  /// The first line.
  public let message: String
  /// Where it came from, innermost first; for an interruption, that nothing is lost.
  public let frames: [String]

  /// Any error that a run can end with.
  public init(_ error: any Error) {
    let lines = ((error as? LuaError)?.report ?? "\(error)").split(
      separator: "\n", omittingEmptySubsequences: false)
    message = lines.first.map(String.init) ?? ""
    let isStop = error is Interrupted || error is Cancelled
    code =
      switch error {
      case let error as LuaError: error.isInterrupt ? Interrupted.code : error.code
      case let error as any CodedError: error.code
      case let failure as Failure: failure.code.rawValue
      default: isStop ? Interrupted.code : "lua"
      }
    // Where it was stopped is chance; that nothing is lost is what matters.
    frames =
      code == Interrupted.code
      ? ["what was done so far is kept"] : lines.dropFirst().map(String.init)
  }

  /// Whether somebody asked for the stop.
  public var isInterrupt: Bool { code == Interrupted.code }

  /// All lines.
  public var description: String { ([message] + frames).joined(separator: "\n") }
}
