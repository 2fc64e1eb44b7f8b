/// What a person sees: the few terminal sequences that libedit and Crescent use, drawn on a grid.
struct Screen {
  private var cells: [[Character]]
  private var row = 0
  private var column = 0
  private var inserts = false
  private var pending: [Unicode.Scalar] = []
  private var undecoded: [UInt8] = []
  private let columns: Int

  init(rows: Int, columns: Int) {
    self.columns = columns
    cells = Array(repeating: Array(repeating: " ", count: columns), count: rows)
  }

  /// The rows from the top, blanks at their ends removed.
  var lines: [String] {
    cells.map { row in
      var text = String(row)
      while text.last == " " { text.removeLast() }
      return text
    }
  }

  /// The rows as one text, without the empty ones at the end.
  var text: String {
    var lines = lines
    while lines.last == "" { lines.removeLast() }
    return lines.joined(separator: "\n")
  }

  mutating func write(_ bytes: [UInt8]) {
    undecoded += bytes
    // A character cut in two waits for its rest.
    guard let text = String(validating: undecoded, as: UTF8.self) else { return }
    undecoded = []
    for scalar in text.unicodeScalars { take(scalar) }
  }

  private mutating func take(_ scalar: Unicode.Scalar) {
    if !pending.isEmpty {
      pending.append(scalar)
      let isSequence = pending.count > 2 && pending[1] == "["
      let isFinal = scalar.value >= 0x40 && scalar.value <= 0x7E && isSequence
      if isFinal {
        obey(String(String.UnicodeScalarView(pending.dropFirst(2).dropLast())), scalar)
        pending = []
      } else if pending.count == 2 && scalar != "[" {
        pending = []
      }
      return
    }
    switch scalar {
    case "\u{1B}": pending = [scalar]
    case "\r": column = 0
    case "\n": feed()
    case "\u{8}": column = max(0, column - 1)
    case "\t": column = min(columns - 1, (column / 8 + 1) * 8)
    case _ where scalar.value < 32: break
    default: put(Character(scalar))
    }
  }

  private mutating func put(_ character: Character) {
    if column >= columns {
      column = 0
      feed()
    }
    if inserts {
      cells[row].insert(character, at: column)
      cells[row].removeLast()
    } else {
      cells[row][column] = character
    }
    column += 1
  }

  private mutating func feed() {
    row += 1
    guard row >= cells.count else { return }
    row = cells.count - 1
    cells.removeFirst()
    cells.append(Array(repeating: " ", count: columns))
  }

  private mutating func obey(_ text: String, _ final: Unicode.Scalar) {
    let numbers = text.split(separator: ";").map { Int($0) ?? 0 }
    let count = max(1, numbers.first ?? 1)
    switch final {
    case "A": row = max(0, row - count)
    case "B": row = min(cells.count - 1, row + count)
    case "C": column = min(columns - 1, column + count)
    case "D": column = max(0, column - count)
    case "G": column = min(columns - 1, count - 1)
    case "H":
      row = min(cells.count - 1, count - 1)
      column = min(columns - 1, max(1, numbers.count > 1 ? numbers[1] : 1) - 1)
    case "K": erase(from: column, to: columns)
    case "J":
      if numbers.first == 2 {
        for index in cells.indices { cells[index] = Array(repeating: " ", count: columns) }
      } else {
        erase(from: column, to: columns)
        for index in cells.indices where index > row {
          cells[index] = Array(repeating: " ", count: columns)
        }
      }
    case "P":
      for _ in 0..<count where column < columns {
        cells[row].remove(at: column)
        cells[row].append(" ")
      }
    case "@":
      for _ in 0..<count where column < columns {
        cells[row].insert(" ", at: column)
        cells[row].removeLast()
      }
    case "h" where text == "4": inserts = true
    case "l" where text == "4": inserts = false
    default: break
    }
  }

  private mutating func erase(from start: Int, to end: Int) {
    for index in start..<max(start, end) where index < columns { cells[row][index] = " " }
  }
}
