/// Something that came out of a cell, in the order in which it came.
public enum CellOutput {
  /// Text that was written.
  case text(String, TextStream)
  /// What a call showed while the cell ran.
  case display(Output)
  /// What the cell gave, as it is shown.
  case result(Output)
}

/// Where text is written to.
public enum TextStream: String, Codable, Sendable {
  /// What a program is run for.
  case output = "stdout"
  /// News beside it: what will take long, what went wrong.
  case error = "stderr"
}
