import Glibc

extension Random {
  /// A number of the symmetric Beta(`alpha`, `alpha`) distribution.
  /// - Precondition: `alpha` is positive.
  public mutating func beta(_ alpha: Double) -> Double {
    let (a, b) = (gamma(alpha), gamma(alpha))
    // Both can vanish for tiny alphas; the distribution then is that of a coin.
    return a + b > 0 ? a / (a + b) : Double(word() & 1)
  }

  /// A number of the Gamma(`shape`, 1) distribution; takes as many words as it needs.
  /// - Source: Marsaglia & Tsang 2000, "A Simple Method for Generating Gamma Variables".
  /// A shape that is no finite number would be drawn for ever; it gives NaN.
  mutating func gamma(_ shape: Double) -> Double {
    guard shape.isFinite else { return .nan }
    if shape < 1 {
      let u = Double(1 - uniform())
      return gamma(shape + 1) * pow(u, 1 / shape)
    }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = Double(normal())
      let v = (1 + c * x) * (1 + c * x) * (1 + c * x)
      guard v > 0 else { continue }
      let u = Double(1 - uniform())
      if log(u) < 0.5 * x * x + d - d * v + d * log(v) { return d * v }
    }
  }
}
