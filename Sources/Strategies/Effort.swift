import Foundation

/// What a choice would take of time, said in one line before it starts where that is much.
///
/// Amounts follow from the sizes alone; how many seconds they are depends on the machine.
enum Effort {
  /// Pairs of rows that are compared: some minutes' worth.
  static let manyPairs = 1e11
  /// Images that networks learn from or are shown: some minutes' worth of the smallest.
  static let manyImages = 1e7

  /// - Parameter fewer: what would make it less.
  static func comparing(
    _ who: String, pairs: Double,
    fewer: String = "the strategies among and chain show it a part of the pool"
  ) -> String? {
    guard pairs > manyPairs else { return nil }
    return "\(who): will compare up to \(text(pairs)) pairs of rows; \(fewer)"
  }

  /// - Parameter fewer: what would make it less.
  static func training(_ who: String, images: Double, fewer: String) -> String? {
    guard images > manyImages else { return nil }
    return "\(who): will show its networks \(text(images)) images; \(fewer)"
  }

  /// Two digits that count, such as `3.2·10¹¹`.
  static func text(_ amount: Double) -> String {
    let parts = String(format: "%.1e", amount).split(separator: "e")
    guard parts.count == 2, let power = Int(parts[1]) else { return "\(amount)" }
    let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    return "\(parts[0])·10" + String("\(power)".compactMap(\.wholeNumberValue).map { digits[$0] })
  }
}
