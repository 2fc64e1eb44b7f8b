import LuaHost

/// A value on one line.
enum Brief {
  static func text(_ value: Value, in state: State, width: Int) -> String {
    var display = Display()
    display.depth = 2
    display.items = 8
    display.width = .max
    let lines = display.text(value, in: state).split(separator: "\n", maxSplits: 1)
    guard let first = lines.first else { return "" }
    return Columns.cut(lines.count > 1 ? first + " …" : String(first), to: width)
  }
}
