extension Montage {
  /// Half blocks in colour, or characters by brightness on a plain terminal.
  public func lines(on terminal: Terminal, width: Int) -> [String] {
    let size = cellSize(width: width)
    let perRow = perRow(of: size.columns, in: width)
    var result = title.isEmpty ? [] : [title]
    for start in stride(from: 0, to: tiles.count, by: perRow) {
      let row = tiles[start..<min(start + perRow, tiles.count)]
      if start > 0 { result.append("") }
      let images = row.map { tile in
        HalfBlocks.lines(
          tile.image.resized(width: size.columns, height: size.rows), on: terminal)
      }
      for line in 0..<(size.rows + 1) / 2 {
        result.append(images.map { $0[line] }.joined(separator: "  "))
      }
      for texts in [row.map(\.caption), row.map(\.detail)]
      where texts.contains(where: { !$0.isEmpty }) {
        let line = texts.map { Self.centred($0, size.columns) }.joined(separator: "  ")
        result.append(String(line.reversed().drop { $0 == " " }.reversed()))
      }
    }
    return result
  }

  /// How many images of so many columns stand side by side; whole groups where one fits.
  private func perRow(of imageColumns: Int, in width: Int) -> Int {
    let fit = max(1, min(columns, (width + 2) / (imageColumns + 2)))
    return fit >= group ? fit / group * group : fit
  }

  /// Lines that a montage takes at most, as long as its images stay wider than `narrowest`.
  private static let tallest = 36
  private static let narrowest = 8

  /// Pixels of each image: as they are, up to 32, but reduced where many would fill the screen.
  private func cellSize(width: Int) -> (columns: Int, rows: Int) {
    let (wide, high) = (
      tiles.map(\.image.width).max() ?? 1, tiles.map(\.image.height).max() ?? 1
    )
    let factor = max(1, Self.narrowest / max(wide, high))
    var columns = max(1, min(wide * factor, 32, width))
    func rows() -> Int { max(1, high * columns / wide) }
    func lines() -> Int {
      let perRow = perRow(of: columns, in: width)
      return (tiles.count + perRow - 1) / perRow * ((rows() + 1) / 2 + 3)
    }
    while columns > Self.narrowest, lines() > Self.tallest { columns -= 1 }
    return (columns, rows())
  }

  private static func centred(_ text: String, _ width: Int) -> String {
    let text = text.count > width ? String(text.prefix(max(0, width - 1))) + "…" : text
    let left = (width - text.count) / 2
    return String(repeating: " ", count: left) + text
      + String(repeating: " ", count: width - text.count - left)
  }
}
