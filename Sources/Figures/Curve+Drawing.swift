extension Curve {
  private typealias Point = Canvas.Point
  private typealias Rectangle = Canvas.Rectangle

  /// Grid, bands, lines, then a legend in the corner where it covers least.
  public func draw(on canvas: Canvas) {
    let yTicks = Ticks(yRange, count: 6)
    let labels = yTicks.places.map { yTicks.label($0, percent: percent) }
    let labelWidth = labels.map { canvas.width(of: $0, size: 11) }.max() ?? 0
    let left = 16 + (yLabel.isEmpty ? 0 : 20) + labelWidth + 8
    let top = title.isEmpty ? 20.0 : 46
    let bottom = xLabel.isEmpty ? 34.0 : 54
    let plot = Rectangle(
      x: left, y: top, width: canvas.width - left - 24, height: canvas.height - top - bottom)
    let frame = Frame(plot: plot, x: xRange, y: yRange)

    canvas.headline(title, at: Point(x: left, y: 24), width: plot.width + 12, size: 15)
    drawAxes(on: canvas, frame, yTicks: yTicks, labels: labels)
    canvas.clipped(
      to: Rectangle(x: plot.x, y: plot.y - 4, width: plot.width + 4, height: plot.height + 4)
    ) {
      for (index, series) in series.enumerated() { drawBand(series, index, on: canvas, frame) }
      for (index, series) in series.enumerated() { drawLine(series, index, on: canvas, frame) }
    }
    if series.count > 1 || series.contains(where: { !$0.name.isEmpty }) {
      CurveLegend(series: series, colours: series.indices.map(colour), on: canvas)
        .draw(on: canvas, in: plot, avoiding: series.flatMap { frame.outline(of: $0) })
    }
  }

  func colour(_ index: Int) -> Colour { Colour.series[index % Colour.series.count] }

  private func drawAxes(on canvas: Canvas, _ frame: Frame, yTicks: Ticks, labels: [String]) {
    let plot = frame.plot
    for (place, label) in zip(yTicks.places, labels) {
      let y = frame.point(frame.x.lowerBound, place).y
      canvas.line(
        [Point(x: plot.x, y: y), Point(x: plot.x + plot.width, y: y)], .grid, width: 1)
      canvas.text(label, at: Point(x: plot.x - 8, y: y), .end, size: 11, .quiet)
    }
    let base = plot.y + plot.height
    canvas.line(
      [Point(x: plot.x, y: base), Point(x: plot.x + plot.width, y: base)], .axis, width: 1)
    let xTicks = Ticks(frame.x, count: 8)
    for place in xTicks.places {
      let x = frame.point(place, frame.y.lowerBound).x
      canvas.line([Point(x: x, y: base), Point(x: x, y: base + 4)], .axis, width: 1)
      canvas.text(xTicks.label(place), at: Point(x: x, y: base + 15), .middle, size: 11, .quiet)
    }
    canvas.text(
      xLabel, at: Point(x: plot.x + plot.width / 2, y: canvas.height - 18), .middle, size: 12,
      .text)
    canvas.text(
      yLabel, at: Point(x: 18, y: plot.y + plot.height / 2), .middle, size: 12, .text,
      upwards: true)
  }

  private func drawBand(_ series: Series, _ index: Int, on canvas: Canvas, _ frame: Frame) {
    guard let deviation = series.deviation else { return }
    for run in frame.finiteRuns(of: series) {
      let upper = run.map { frame.point(series.x[$0], series.y[$0] + deviation[$0]) }
      let lower = run.map { frame.point(series.x[$0], series.y[$0] - deviation[$0]) }
      canvas.fill(upper + lower.reversed(), colour(index), opacity: 0.16)
    }
  }

  private func drawLine(_ series: Series, _ index: Int, on canvas: Canvas, _ frame: Frame) {
    for run in frame.finiteRuns(of: series) {
      let points = run.map { frame.point(series.x[$0], series.y[$0]) }
      canvas.line(
        points, colour(index), width: series.isReference ? 1.5 : 2,
        dashes: CurveLegend.dashes(series, index))
      // So many points that they touch would only thicken the line.
      if !series.isReference, Double(points.count) * 16 <= frame.plot.width {
        for point in points {
          canvas.disc(point, radius: 3.6, .white)
          canvas.disc(point, radius: 2.7, colour(index))
        }
      }
    }
  }

  /// The plot's place on the canvas and the numbers it spans.
  struct Frame {
    let plot: Canvas.Rectangle
    let x: ClosedRange<Double>
    let y: ClosedRange<Double>

    func point(_ x: Double, _ y: Double) -> Canvas.Point {
      let right = (x - self.x.lowerBound) / (self.x.upperBound - self.x.lowerBound)
      let up = (y - self.y.lowerBound) / (self.y.upperBound - self.y.lowerBound)
      return Canvas.Point(x: plot.x + right * plot.width, y: plot.y + (1 - up) * plot.height)
    }

    /// The stretches without a gap; NaN makes a gap.
    func finiteRuns(of series: Series) -> [[Int]] {
      series.x.indices.split { place in
        ![series.x[place], series.y[place], series.deviation?[place] ?? 0]
          .allSatisfy(Curve.isDrawable)
      }.map(Array.init)
    }

    /// Points along the line and its band, close enough to see what a legend would cover.
    func outline(of series: Series) -> [Canvas.Point] {
      finiteRuns(of: series).flatMap { run in
        zip(run, run.dropFirst() + run.suffix(1)).flatMap { from, to in
          (0..<8).flatMap { step in
            let share = Double(step) / 8
            func between(_ values: [Double]) -> Double {
              values[from] * (1 - share) + values[to] * share
            }
            let (x, y) = (between(series.x), between(series.y))
            let half = series.deviation.map(between) ?? 0
            return [point(x, y), point(x, y + half), point(x, y - half)]
          }
        }
      }
    }
  }
}
