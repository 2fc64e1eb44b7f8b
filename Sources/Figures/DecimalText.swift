/// Numbers as people read them: a fixed number of decimals, thousands set apart from 10,000 on.
package enum DecimalText {
  /// As in `12,345.60`; large numbers and those that are none are written as Swift does.
  package static func text(_ value: Double, decimals: Int) -> String {
    let power = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
    let scaled = (value * power).rounded()
    guard scaled.magnitude < 1e15 else { return "\(value)" }
    var digits = String(Int(scaled.magnitude))
    if digits.count <= decimals {
      digits = String(repeating: "0", count: decimals + 1 - digits.count) + digits
    }
    let whole = String(digits.dropLast(decimals))
    let sign = scaled < 0 ? "−" : ""
    return sign + (whole.count > 4 ? grouped(whole) : whole)
      + (decimals > 0 ? "." + digits.suffix(decimals) : "")
  }

  private static func grouped(_ digits: String) -> String {
    digits.count > 3 ? grouped(String(digits.dropLast(3))) + "," + digits.suffix(3) : digits
  }
}
