/// The names of the lines, in the corner where they cover least.
struct CurveLegend {
  private let series: [Curve.Series]
  private let colours: [Colour]
  private let width: Double
  private let height: Double
  private static let rowHeight = 18.0

  init(series: [Curve.Series], colours: [Colour], on canvas: Canvas) {
    self.series = series
    self.colours = colours
    width = 44 + (series.map { canvas.width(of: $0.name, size: 11.5) }.max() ?? 0)
    height = Double(series.count) * Self.rowHeight + 8
  }

  /// Solid for the first round of colours, dashed for references and for colours that come again.
  static func dashes(_ series: Curve.Series, _ index: Int) -> [Double] {
    series.isReference ? [5, 5] : index < Colour.series.count ? [] : [9, 4]
  }

  func draw(on canvas: Canvas, in plot: Canvas.Rectangle, avoiding points: [Canvas.Point]) {
    let area = place(in: plot, avoiding: points)
    // A little wider, to cover the round ends of grid lines.
    let backing = Canvas.Rectangle(
      x: area.x, y: area.y, width: area.width + 2, height: area.height)
    canvas.fill(backing, .white, opacity: 0.9)
    for (row, series) in series.enumerated() {
      let y = area.y + 4 + (Double(row) + 0.5) * Self.rowHeight
      let ends = [Canvas.Point(x: area.x + 8, y: y), Canvas.Point(x: area.x + 30, y: y)]
      if series.deviation != nil {
        canvas.fill(
          Canvas.Rectangle(x: area.x + 8, y: y - 5, width: 22, height: 10), colours[row],
          opacity: 0.16)
      }
      canvas.line(ends, colours[row], width: 2, dashes: Self.dashes(series, row))
      if !series.isReference {
        canvas.disc(Canvas.Point(x: area.x + 19, y: y), radius: 2.7, colours[row])
      }
      canvas.text(series.name, at: Canvas.Point(x: area.x + 37, y: y), size: 11.5, .text)
    }
  }

  /// The corner with the fewest points below it; learning curves leave the lower right free.
  private func place(
    in plot: Canvas.Rectangle, avoiding points: [Canvas.Point]
  ) -> Canvas.Rectangle {
    let (left, right) = (plot.x + 8, plot.x + plot.width - width)
    let (top, bottom) = (plot.y + 4, plot.y + plot.height - height - 6)
    let corners = [(right, bottom), (left, top), (right, top), (left, bottom)].map {
      Canvas.Rectangle(x: $0.0, y: $0.1, width: width, height: height)
    }
    let covered = corners.map { corner in
      points.count {
        $0.x > corner.x && $0.x < corner.x + corner.width
          && $0.y > corner.y && $0.y < corner.y + corner.height
      }
    }
    return zip(corners, covered).min { $0.1 < $1.1 }?.0 ?? corners[0]
  }
}
