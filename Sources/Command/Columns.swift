import Notebook

/// Names side by side in columns, read downwards, as `ls` shows them.
struct Columns {
  /// Cells of the window.
  let width: Int
  /// More names than these are counted, not shown.
  var limit = 120

  /// The rows, without a newline at the end.
  func lay(out names: [String]) -> String {
    let shown = names.prefix(limit)
    let column = (shown.map(Columns.cells).max() ?? 0) + 2
    let columns = max(1, width / column)
    let rows = (shown.count + columns - 1) / columns
    var lines = (0..<rows).map { row in
      let cells = stride(from: row, to: shown.count, by: rows).map { shown[$0] }
      return cells.enumerated().map { place, name in
        place + 1 < cells.count ? Columns.pad(name, to: column) : name
      }.joined()
    }
    if names.count > limit { lines.append("… and \(names.count - limit) more") }
    return lines.joined(separator: "\n")
  }

  /// Cells that a text takes on a terminal.
  static func cells(_ text: String) -> Int { TextCells.terminal.width(of: text) }

  /// The text, with an ellipsis in place of what goes beyond `width`.
  static func cut(_ text: String, to width: Int) -> String {
    TextCells.terminal.cut(text, to: width)
  }

  /// The text with blanks behind it.
  static func pad(_ text: String, to width: Int) -> String {
    TextCells.terminal.pad(text, to: width)
  }
}
