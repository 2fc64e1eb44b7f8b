import LuaHost

/// An error as the user sees it: one line, then where it came from, the user's own lines only.
struct ErrorText {
  let message: String
  let frames: [String]
  /// Whether Ctrl-C is the reason.
  let isInterrupt: Bool

  init(_ error: any Error) {
    let lines = ((error as? LuaError)?.report ?? "\(error)").split(
      separator: "\n", omittingEmptySubsequences: false)
    message = lines.first.map(String.init) ?? ""
    let isInterrupt = (error as? LuaError)?.isInterrupt ?? (error is Interrupted)
    // Where it was stopped is chance; that nothing is lost is what matters.
    frames = isInterrupt ? ["what was done so far is kept"] : lines.dropFirst().map(String.init)
    self.isInterrupt = isInterrupt
  }

  func text(style: Style) -> String {
    ([style.error(message)] + frames.map(style.dim)).joined(separator: "\n")
  }
}
