/// Where the prompt gets its lines from.
protocol LineEditor: AnyObject {
  /// Reads one line, or a paste of several.
  /// - Parameters:
  ///   - prompt: shown before it.
  ///   - earlier: lines of the same cell entered before, for completion inside a call that they opened.
  func read(prompt: Prompt, after earlier: [String]) -> LineInput

  /// Adds an entry, of one line or many, to what arrow-up recalls.
  func remember(_ entry: String)
}

/// What came from a `LineEditor`.
enum LineInput: Equatable {
  /// What was entered, without the newline at its end.
  case line(String)
  /// Ctrl-C: what was typed is given up.
  case interrupted
  /// Ctrl-D.
  case end
  /// The program was asked to leave, or its terminal has gone.
  case leave
}
