import Glibc

/// How a number drawn from Beta(α, α) moves with α where the chance behind it stays the same.
///
/// dλ/dα = −∂F(λ; α)/∂α / f(λ; α), with F the distribution function and f its density: the implicit
/// reparametrisation, which lets gradients pass through a draw.
/// - Source: Figurnov, Mohamed & Mnih 2018, Eq. 5; F by the continued fraction of Press et al. 2007,
///   §6.4, its derivative by a central difference.
public enum SymmetricBeta {
  /// Below it every draw is 0 or 1 in double precision.
  static let least = 1e-3

  /// - Parameters:
  ///   - x: what was drawn, from 0 to 1; at either end it does not move.
  ///   - alpha: greater than 0.
  public static func slope(of x: Double, alpha: Double) -> Double {
    guard x > 1e-300, x < 1 - 1e-15 else { return 0 }
    // Symmetric: the upper half mirrors the lower, where the fraction converges.
    if x > 0.5 { return -slope(of: 1 - x, alpha: alpha) }
    let density = exp(
      (alpha - 1) * (log(x) + log1p(-x)) + lgamma(2 * alpha) - 2 * lgamma(alpha))
    // Errors of the difference: h²·F‴/6 ≈ 10⁻⁸ of F, and 10⁻¹⁶/h of rounding.
    let h = 1e-4 * alpha
    let change =
      (distribution(x, alpha + h) - distribution(x, alpha - h)) / (2 * h)
    let slope = -change / density
    return slope.isFinite ? slope : 0
  }

  /// F(x; α), x ≤ ½.
  static func distribution(_ x: Double, _ alpha: Double) -> Double {
    let front = exp(
      alpha * (log(x) + log1p(-x)) + lgamma(2 * alpha) - 2 * lgamma(alpha))
    // Lentz's evaluation of the fraction.
    let tiny = 1e-300
    func bounded(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / bounded(1 - 2 * alpha * x / (alpha + 1))
    var fraction = d
    for m in 1...300 {
      let k = Double(m)
      let even = k * (alpha - k) * x / ((alpha + 2 * k - 1) * (alpha + 2 * k))
      d = 1 / bounded(1 + even * d)
      c = bounded(1 + even / c)
      fraction *= d * c
      let odd =
        -(alpha + k) * (2 * alpha + k) * x / ((alpha + 2 * k) * (alpha + 2 * k + 1))
      d = 1 / bounded(1 + odd * d)
      c = bounded(1 + odd / c)
      fraction *= d * c
      if abs(d * c - 1) < 1e-16 { break }
    }
    return front * fraction / alpha
  }
}
