import LuaHost

/// Values in the forms in which they can be shown.
struct ValueText {
  let state: State
  let screen: Screen

  /// What a cell shows of its values.
  /// - Parameter label: what will stand before it, on the first line.
  func output(_ values: [Value], _ showing: Cell.Showing, label: String) -> Output? {
    guard let first = values.first else { return nil }
    switch showing {
    case .nothing: return nil
    case .brief: return Output(text: brief(first, width: max(20, screen.width - label.count - 1)))
    case .whole:
      var display = Display()
      display.width = screen.width
      let text = values.map { display.text($0, in: state) }.joined(separator: ", ")
      // Several values are shown side by side, which only text can.
      return Output(text: text, values.count == 1 ? forms(of: first) : [])
    }
  }

  /// A value on one line.
  func brief(_ value: Value, width: Int) -> String {
    var display = Display()
    display.depth = 2
    display.items = 8
    display.width = .max
    let lines = display.text(value, in: state).split(separator: "\n", maxSplits: 1)
    guard let first = lines.first else { return "" }
    return screen.cells.cut(lines.count > 1 ? first + " …" : String(first), to: width)
  }

  /// What cannot be drawn is still shown as text, which then says why.
  private func forms(of value: Value) -> [DisplayForm] { (try? Display.forms(of: value)) ?? [] }
}
