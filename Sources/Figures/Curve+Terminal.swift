extension Curve {
  /// Braille dots in the colours of the lines, or a character for each line on a plain terminal.
  public func lines(on terminal: Terminal, width: Int) -> [String] {
    let ticks = Ticks(yRange, count: 5)
    let labels = ticks.places.map { ticks.label($0, percent: percent) }
    let margin = (labels.map(\.count).max() ?? 0) + 1
    var grid = DotGrid(columns: max(16, min(width, 100) - margin - 1), rows: 14)
    let frame = Frame(
      plot: Canvas.Rectangle(
        x: 0, y: 0, width: Double(grid.width - 1), height: Double(grid.height - 1)),
      x: xRange, y: yRange)
    for (index, series) in series.enumerated() {
      for run in frame.finiteRuns(of: series) {
        let points = run.map { frame.point(series.x[$0], series.y[$0]) }
        for (from, to) in zip(points, points.dropFirst() + points.suffix(1)) {
          grid.line(from: (from.x, from.y), to: (to.x, to.y), mark: index)
        }
        // A point is a block of dots, so that one that stands alone is seen.
        for point in points where !series.isReference {
          grid.line(from: (point.x, point.y), to: (point.x + 1, point.y), mark: index)
          grid.line(from: (point.x, point.y + 1), to: (point.x + 1, point.y + 1), mark: index)
        }
      }
    }

    var result = [title, yLabel].filter { !$0.isEmpty }
    let marks = zip(ticks.places, labels).map { place, label in
      (row: grid.row(of: frame.point(xRange.lowerBound, place).y), label: label)
    }
    let text = grid.lines { mark, character in
      terminal == .plain
        ? String(Self.marks[mark % Self.marks.count])
        : terminal.coloured(String(character), colour(mark))
    }
    for (row, line) in text.enumerated() {
      let label = marks.first { $0.row == row }?.label ?? ""
      let rule = terminal == .plain ? (label.isEmpty ? "|" : "+") : (label.isEmpty ? "│" : "┤")
      result.append(Self.padded(label, margin - 1) + " " + rule + line)
    }
    result += xAxis(frame, columns: grid.columns, margin: margin, terminal)
    return result + legend(terminal)
  }

  private static let marks = Array("*o+x#@%&")

  private func xAxis(
    _ frame: Frame, columns: Int, margin: Int, _ terminal: Terminal
  ) -> [String] {
    let ticks = Ticks(xRange, count: max(2, columns / 10))
    var rule = Array(repeating: Character(terminal == .plain ? "-" : "─"), count: columns)
    var labels = Array(repeating: Character(" "), count: columns + 8)
    for place in ticks.places {
      let column = Int(frame.point(place, yRange.lowerBound).x) / 2
      rule[column] = terminal == .plain ? "+" : "┬"
      let label = Array(ticks.label(place))
      let start = max(0, column - label.count / 2)
      guard start + label.count <= columns else { continue }
      labels.replaceSubrange(start..<start + label.count, with: label)
    }
    let indent = String(repeating: " ", count: margin)
    let corner = terminal == .plain ? "+" : "└"
    let text = String(labels.reversed().drop { $0 == " " }.reversed())
    let name = xLabel.isEmpty ? [] : [indent + " " + Self.centred(xLabel, columns)]
    return [indent + corner + String(rule), indent + " " + text] + name
  }

  private func legend(_ terminal: Terminal) -> [String] {
    series.enumerated().filter { !$1.name.isEmpty }.map { index, series in
      let mark =
        terminal == .plain
        ? String(Self.marks[index % Self.marks.count]) : terminal.coloured("━━", colour(index))
      let last = series.y.last.map { value in
        percent
          ? DecimalText.text(value * 100, decimals: 1) + "%" : DecimalText.text(value, decimals: 3)
      }
      return "  \(mark) \(series.name)" + (last.map { ", last \($0)" } ?? "")
    }
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  private static func centred(_ text: String, _ width: Int) -> String {
    padded(text, (width + text.count) / 2)
  }
}
