import Notebook

/// Reads whole cells: further lines are asked for as long as the parser says that one is incomplete.
struct EntryReader {
  let editor: any LineEditor
  let style: Style
  /// Whether a text is Lua that only lacks its end.
  let isIncomplete: (String) -> Bool

  /// The next entry, for cell `number`. Ctrl-C on any of its lines gives up the whole of it.
  func next(_ number: Int) -> LineInput {
    var lines: [String] = []
    while true {
      let prompt =
        lines.isEmpty
        ? Prompt.cell(number, style: style) : Prompt.continuation(number, style: style)
      switch editor.read(prompt: prompt, after: lines) {
      case .line(let line): lines.append(line)
      case .interrupted: return .interrupted
      case .end: return .end
      case .leave: return .leave
      }
      let entry = Prompt.stripped(lines.joined(separator: "\n"))
      guard case .lua = CellInput(entry), isIncomplete(entry) else { return .line(entry) }
    }
  }
}
