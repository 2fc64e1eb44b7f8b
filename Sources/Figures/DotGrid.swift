/// Dots in a grid of characters, each 2 wide and 4 high as in braille, and which line set them last.
struct DotGrid {
  let columns: Int
  let rows: Int
  private var dots: [UInt8]
  private var marks: [Int]

  init(columns: Int, rows: Int) {
    (self.columns, self.rows) = (columns, rows)
    dots = Array(repeating: 0, count: columns * rows)
    marks = Array(repeating: 0, count: columns * rows)
  }

  /// Dots in a row.
  var width: Int { columns * 2 }
  /// Rows of dots.
  var height: Int { rows * 4 }

  /// The row of characters that a height in dots falls in.
  func row(of y: Double) -> Int { max(0, min(rows - 1, Int(y.rounded()) / 4)) }

  mutating func line(from start: (x: Double, y: Double), to end: (x: Double, y: Double), mark: Int)
  {
    let steps = max(1, Int(max(abs(end.x - start.x), abs(end.y - start.y)).rounded(.up)))
    for step in 0...steps {
      let share = Double(step) / Double(steps)
      set(
        column: Int((start.x + share * (end.x - start.x)).rounded()),
        row: Int((start.y + share * (end.y - start.y)).rounded()), mark: mark)
    }
  }

  private mutating func set(column: Int, row: Int, mark: Int) {
    guard 0..<width ~= column, 0..<height ~= row else { return }
    let place = row / 4 * columns + column / 2
    // Unicode numbers the dots down the left side, down the right side, then the lowest two.
    let bit = row % 4 == 3 ? 6 + column % 2 : row % 4 + 3 * (column % 2)
    dots[place] |= 1 << bit
    marks[place] = mark
  }

  /// Lines of text; `show` writes one character that has dots.
  func lines(_ show: (_ mark: Int, _ character: Character) -> String) -> [String] {
    (0..<rows).map { row in
      let texts = (0..<columns).map { column in
        let place = row * columns + column
        guard dots[place] != 0, let scalar = Unicode.Scalar(0x2800 + UInt32(dots[place])) else {
          return " "
        }
        return show(marks[place], Character(scalar))
      }
      return texts.reversed().drop { $0 == " " }.reversed().joined()
    }
  }
}
