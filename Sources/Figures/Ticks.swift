import Glibc

/// Round places on an axis, and how to write them.
package struct Ticks: Equatable {
  /// Multiples of a step of 1, 2 or 5 times a power of ten.
  package let places: [Double]
  private let decimals: Int

  /// The places within `range`, `count` of them where that can be.
  /// - Source: Heckbert 1990, "Nice numbers for graph labels", Graphics Gems.
  package init(_ range: ClosedRange<Double>, count: Int) {
    let raw = max((range.upperBound - range.lowerBound) / Double(max(1, count)), 1e-12)
    let power = floor(log10(raw))
    let fraction = raw / pow(10, power)
    let step = (fraction < 1.5 ? 1 : fraction < 3.5 ? 2 : fraction < 7.5 ? 5 : 10) * pow(10, power)
    let slack = 1e-9 * (range.upperBound - range.lowerBound)
    let first = ((range.lowerBound - slack) / step).rounded(.up)
    let last = ((range.upperBound + slack) / step).rounded(.down)
    places =
      last < first ? [] : (0...Int(min(last - first, 100))).map { (first + Double($0)) * step }
    decimals = max(0, -Int(floor(log10(step) + 1e-9)))
  }

  /// A place as text, with the decimals that tell the places apart.
  package func label(_ place: Double, percent: Bool = false) -> String {
    percent
      ? DecimalText.text(place * 100, decimals: max(0, decimals - 2)) + "%"
      : DecimalText.text(place, decimals: decimals)
  }
}
