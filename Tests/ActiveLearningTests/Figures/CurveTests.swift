import ActiveLearning
import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct CurveTests {
  private func curve(_ series: Curve.Series..., percent: Bool = false) -> Curve {
    Curve(title: "t", xLabel: "labels", yLabel: "accuracy", series: series, percent: percent)
  }

  @Test func runsBecomeMeanAndDeviation() throws {
    let series = try Curve.Series("a", x: [1, 2], runs: [[0.5, 1], [0.7, 2], [0.9, 6]])
    #expect(zip(series.y, [0.7, 3]).allSatisfy { abs($0 - $1) < 1e-12 })
    // Sample deviations: of 0.5, 0.7, 0.9 and of 1, 2, 6.
    let expected = [0.2, 7.0.squareRoot()]
    #expect(zip(series.deviation ?? [], expected).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(try Curve.Series("a", x: [1], runs: [[0.5]]).deviation == nil)
  }

  @Test func countsMustMatch() {
    #expect(
      throws: Failure("curve \"a\"", "each x needs one y", expected: "2 values", got: "1")
    ) { try Curve.Series("a", x: [1, 2], y: [1]) }
    #expect(throws: Failure.self) { try Curve.Series("a", x: [1, 2], y: [1, 2], deviation: [0]) }
    #expect(throws: Failure.self) { try Curve.Series("a", x: [1, 2], runs: [[1, 2], [1]]) }
    #expect(throws: Failure.self) { try Curve.Series("a", x: [1, 2], runs: []) }
  }

  @Test func filesAreOfTheirFormat() throws {
    let curve = curve(try .init("a", x: [1, 2, 3], y: [0.5, 0.7, 0.8], deviation: [0.1, 0, 0.1]))
    let png = try curve.png(scale: 1)
    #expect(png.prefix(8) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    // Width and height in the first chunk: 640×400.
    #expect(png[16..<24] == [0, 0, 2, 128, 0, 0, 1, 144])
    let svg = String(decoding: try curve.svg(), as: UTF8.self)
    #expect(svg.hasPrefix("<?xml") && svg.contains("</svg>"))
    #expect(try curve.svg() == curve.svg())
  }

  @Test func anyNumbersCanBeDrawn() throws {
    let curves = try [
      Curve(series: []), curve(.init("", x: [], y: [])), curve(.init("one", x: [3], y: [0])),
      curve(.init("flat", x: [1, 2], y: [5, 5])),
      curve(.init("gap", x: [1, 2, 3, 4], y: [1, .nan, 3, .infinity])),
      curve(.init("none", x: [.nan, 1], y: [1, .nan]), percent: true),
      curve(.init("huge", x: [-1e308, 1e308], y: [1e300, -1e308])),
      curve(.init("large", x: [0, 1e149], y: [1e149, -1e149])),
      curve(.init("tiny", x: [0, .leastNonzeroMagnitude], y: [1e-300, 1])),
      curve(.init("close", x: [1e15, 1e15 + 1], y: [1, 1 + 1e-16])),
      curve(
        .init("wild band", x: [1, 2], y: [1, 2], deviation: [.infinity, 1e149]), percent: true),
    ]
    for curve in curves {
      #expect(try curve.png(scale: 0.5).count > 100)
      for terminal in Terminal.allCases {
        #expect(!curve.lines(on: terminal, width: 60).isEmpty)
      }
    }
  }

  @Test func textFitsItsWidth() throws {
    let curve = curve(
      try .init("a", x: [0, 5000], y: [0.5, 0.95]), try .init("b", x: [0, 5000], y: [0.5, 0.6]),
      percent: true)
    for width in [40, 80, 120] {
      let lines = curve.lines(on: .plain, width: width)
      #expect(lines.allSatisfy { $0.count <= width })
      #expect(lines.contains { $0.contains("*") } && lines.contains { $0.contains("o") })
      #expect(lines.allSatisfy { $0.allSatisfy(\.isASCII) })
    }
    #expect(curve.lines(on: .plain, width: 80).contains("  * a, last 95.0%"))
  }

  @Test func fileNamesSayTheFormat() throws {
    let folder = try TemporaryFolder()
    let curve = curve(try .init("a", x: [1], y: [1]))
    for name in ["a.svg", "b.PNG"] {
      try curve.write(to: "\(folder.path)/\(name)")
      #expect(FileManager.default.fileExists(atPath: "\(folder.path)/\(name)"))
    }
    #expect(
      throws: Failure(
        "figure", "file name \"a.jpg\" says no format", expected: "it to end in .svg or .png")
    ) { try curve.write(to: "a.jpg") }
    #expect {
      try curve.write(to: "/no/such/a.png")
    } throws: { "\($0)" == "/no/such/a.png: cannot be written (no such file or folder)" }
  }
}
