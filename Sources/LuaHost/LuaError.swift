/// An error that reached the host from Lua.
///
/// Its value belongs to the state's thread, as the state does.
public struct LuaError: Error, CustomStringConvertible, @unchecked Sendable {
  /// One line, with source and line in front where known: `In[3]:1: dataset.load: unknown option 'nmae' …`.
  public let message: String
  /// Where it happened, innermost first, the user's Lua frames only: `In[3]:2: in function 'f'`.
  public let traceback: [String]
  /// The error value itself; often the message as a string.
  public let value: Value
  /// The Swift error behind it, where a host function threw.
  public let underlying: (any Error)?
  /// Whether the user asked to stop.
  public let isInterrupt: Bool
  /// The kind of error: that of the host's error, or `interrupted`, `syntax`, `lua`.
  public let code: String

  /// Message and, where it tells more than the message does, the traceback under it.
  public var report: String {
    guard traceback.count > 1 || !(traceback.first.map(tellsWhere) ?? true) else { return message }
    return message + "\n" + traceback.map { "  " + $0 }.joined(separator: "\n")
  }

  /// Whether the message starts with the place that the frame names.
  private func tellsWhere(_ frame: String) -> Bool {
    let place = frame.split(separator: ":", omittingEmptySubsequences: false).prefix(2)
    return message.hasPrefix(place.joined(separator: ":") + ":")
  }

  /// The message.
  public var description: String { message }
}
