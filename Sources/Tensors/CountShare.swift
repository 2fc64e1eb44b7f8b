/// A share that a user writes as a decimal fraction, held against counts: 55 of 100 reach 0.55, which
/// 0.55 · 100 = 55.00000000000001 in floating point would deny.
///
/// The quotient of two counts is rounded once, as the decimal fraction was when it was read; equal
/// shares are therefore equal numbers, and the order of unequal ones is never turned. So 5 of 6 reach
/// 5/6, too, which no decimal fraction is.
package struct CountShare: Equatable, Sendable {
  package let value: Double

  /// - Parameter value: the share, 0.8 for four of five.
  package init(_ value: Double) { self.value = value }

  /// Whether `count` of `total` are at least this share.
  package func isReached(by count: Int, of total: Int) -> Bool {
    Double(count) / Double(max(total, 1)) >= value
  }

  /// Whether `count` of `total` are at most this share.
  package func isKept(by count: Int, of total: Int) -> Bool {
    Double(count) / Double(max(total, 1)) <= value
  }

  /// The smallest count of `total` that reaches this share, which is one from 0 to 1.
  package func least(of total: Int) -> Int {
    var count = estimate(of: total)
    while count > 0, isReached(by: count - 1, of: total) { count -= 1 }
    while count < total, !isReached(by: count, of: total) { count += 1 }
    return count
  }

  /// The largest count of `total` that keeps to this share, which is one from 0 to 1.
  package func most(of total: Int) -> Int {
    var count = estimate(of: total)
    while count < total, isKept(by: count + 1, of: total) { count += 1 }
    while count > 0, !isKept(by: count, of: total) { count -= 1 }
    return count
  }

  /// Within one of both.
  private func estimate(of total: Int) -> Int {
    value > 0 ? Int((min(value, 1) * Double(total)).rounded()) : 0
  }
}
