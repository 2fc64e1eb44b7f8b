import ActiveLearning

/// What a front end can show of text.
public struct Screen {
  /// Colours and characters for figures that are drawn as text.
  public let terminal: Terminal
  /// Columns.
  public let width: Int
  /// How many columns a text takes.
  public let cells: TextCells

  /// A screen; plain text of 80 columns unless more is said.
  public init(terminal: Terminal = .plain, width: Int = 80, cells: TextCells = .characters) {
    self.terminal = terminal
    self.width = width
    self.cells = cells
  }
}
