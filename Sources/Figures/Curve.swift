import Tensors

/// Lines over a common axis, as of accuracy over labels, with a band for the deviation over seeds.
public struct Curve: Figure, Codable, Equatable {
  /// One line.
  public struct Series: Codable, Equatable, Sendable {
    /// What the legend says.
    public let name: String
    /// Where each point is on the common axis.
    public let x: [Double]
    /// The height of each point; NaN makes a gap.
    public let y: [Double]
    /// Half the height of the band around each point.
    public let deviation: [Double]?
    /// Whether it is there to compare with (a published number): dashed, without points.
    public let isReference: Bool

    /// - Throws: `Failure` where the numbers of values differ.
    public init(
      _ name: String, x: [Double], y: [Double], deviation: [Double]? = nil,
      isReference: Bool = false
    ) throws {
      for (what, count) in [("y", y.count), ("deviation", deviation?.count ?? x.count)] {
        guard count == x.count else {
          throw Failure(
            "curve \"\(name)\"", "each x needs one \(what)", expected: "\(x.count) values",
            got: "\(count)")
        }
      }
      (self.name, self.x, self.y, self.deviation) = (name, x, y, deviation)
      self.isReference = isReference
    }

    /// The mean over runs with their standard deviation (divided by runs − 1; none for a single run).
    /// - Throws: `Failure` where a run has another number of values than there are x.
    public init(_ name: String, x: [Double], runs: [[Double]]) throws {
      guard !runs.isEmpty, runs.allSatisfy({ $0.count == x.count }) else {
        throw Failure(
          "curve \"\(name)\"", "each run needs a value for each x",
          expected: "one run or more of \(x.count) values",
          got: "runs of \(runs.map(\.count)) values")
      }
      let count = Double(runs.count)
      let mean = x.indices.map { place in runs.reduce(0) { $0 + $1[place] } / count }
      let deviation = x.indices.map { place in
        let squares = runs.reduce(0) { $0 + ($1[place] - mean[place]) * ($1[place] - mean[place]) }
        return (squares / max(1, count - 1)).squareRoot()
      }
      try self.init(name, x: x, y: mean, deviation: runs.count > 1 ? deviation : nil)
    }
  }

  /// What stands above; may be empty, as the labels.
  public var title: String
  /// What the common axis counts.
  public var xLabel: String
  /// What the height is.
  public var yLabel: String
  /// The lines, in the order of the legend.
  public var series: [Series]
  /// Whether y is a share, written as a percentage.
  public var percent: Bool

  /// Lines over a common axis.
  public init(
    title: String = "", xLabel: String = "", yLabel: String = "", series: [Series],
    percent: Bool = false
  ) {
    (self.title, self.xLabel, self.yLabel) = (title, xLabel, yLabel)
    (self.series, self.percent) = (series, percent)
  }

  /// 640×400 points.
  public var size: (width: Double, height: Double) { (640, 400) }

  /// The smallest and largest x; something to draw on where there is none.
  var xRange: ClosedRange<Double> {
    Self.range(of: series.flatMap(\.x), margin: 0.02)
  }

  /// The range of y with its bands, a little wider; a share does not leave 0 to 1.
  var yRange: ClosedRange<Double> {
    let values = series.flatMap { series in
      series.y.indices.flatMap { place in
        let half = series.deviation?[place] ?? 0
        return [series.y[place] - half, series.y[place] + half]
      }
    }
    let range = Self.range(of: values, margin: 0.06)
    guard percent, values.allSatisfy({ $0 >= -1e-9 && $0 <= 1.5 }) || values.isEmpty else {
      return range
    }
    return max(0, range.lowerBound)...max(min(1, range.upperBound), max(0, range.lowerBound) + 1e-3)
  }

  /// Whether a number has a place on an axis: it is one, and differences of such numbers are.
  static func isDrawable(_ value: Double) -> Bool { value.magnitude < 1e150 }

  private static func range(of values: [Double], margin: Double) -> ClosedRange<Double> {
    let finite = values.filter(isDrawable)
    guard let low = finite.min(), let high = finite.max() else { return 0...1 }
    guard high > low else {
      let half = max(abs(low) * 0.05, 0.5)
      return low - half...high + half
    }
    let extra = margin * (high - low)
    return low - extra...high + extra
  }
}
