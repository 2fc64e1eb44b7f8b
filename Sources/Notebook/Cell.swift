import Foundation
import LuaHost

/// One executed input with what came of it.
public struct Cell {
  /// How it ended.
  public enum Status: String, Codable, Sendable {
    case fine
    case failed
    case interrupted
  }

  /// How much of what it gave is shown.
  public enum Showing: Sendable {
    /// It gave nothing, or a semicolon at its end silenced it.
    case nothing
    /// `name = …`: what was assigned, on one line.
    case brief
    /// All its values.
    case whole
  }

  /// From 1 on.
  public let number: Int
  /// Its Lua.
  public let source: String
  /// How it ended.
  public let status: Status
  /// What the expression gave, what the statements returned, or what `name = …` assigned.
  public let values: [Value]
  /// How much of that is shown.
  public let showing: Showing
  /// What came out of it, in order; the result, where it is shown, is the last.
  public let outputs: [CellOutput]
  /// Why it did not end well.
  public let error: CellError?
  /// When it began.
  public let began: Date
  /// How long it ran.
  public let elapsed: Duration

  /// What is shown of its values.
  public var result: Output? {
    if case .result(let output)? = outputs.last { output } else { nil }
  }

  /// What stands before the result: `Out[3]:`.
  public static func label(_ number: Int) -> String { "Out[\(number)]:" }
}
