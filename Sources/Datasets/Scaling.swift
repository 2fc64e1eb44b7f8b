import Tensors

/// How bytes become numbers: (byte / maximum − mean) / deviation, channel by channel.
///
/// Part of every recorded run. Constants are computed on the data's own training split, never borrowed.
public enum Scaling: Codable, Equatable, Sendable {
  /// To [0, 1]: mean 0, deviation 1.
  case unit
  /// To mean 0 and deviation 1 of each channel, both stated on the [0, 1] scale.
  case standardised(mean: [Float], deviation: [Float])

  /// The scaling that gives these images mean 0 and deviation 1 in each channel.
  ///
  /// The deviation is that of the population (divided by n). A channel that never varies has deviation 0
  /// and is divided by 1 instead. Sums are kept in integers, so the result does not depend on order.
  /// - Throws: `Failure` where `ids` is empty or names an image that is not there.
  static func standardising(_ images: ImageStore, ids: [Int], maximum: Int) throws -> Scaling {
    guard !ids.isEmpty else {
      throw Failure("scaling", "no images to take mean and deviation from")
    }
    let summary = try images.summary(of: ids)
    return Scaling(
      totals: summary.totals, count: ids.count * images.height * images.width, maximum: maximum)
  }

  /// The scaling of `count` bytes a channel with these sums.
  init(totals: [(sum: Int, squares: Int)], count: Int, maximum: Int) {
    let (mean, deviation) = Self.moments(totals, count: count, maximum: maximum)
    self = .standardised(
      mean: mean.map(Float.init), deviation: deviation.map { $0 == 0 ? 1 : Float($0) })
  }

  /// Mean and deviation of each channel, on the [0, 1] scale.
  static func moments(
    _ totals: [(sum: Int, squares: Int)], count: Int, maximum: Int
  ) -> (mean: [Double], deviation: [Double]) {
    let means = totals.map { Double($0.sum) / Double(count) }
    let deviations = zip(totals, means).map { totals, mean in
      max(0, Double(totals.squares) / Double(count) - mean * mean).squareRoot()
    }
    return (means.map { $0 / Double(maximum) }, deviations.map { $0 / Double(maximum) })
  }

  /// Whether images of so many channels can be scaled so.
  package func isUsable(channels: Int) -> Bool {
    let (mean, deviation) = constants(channels: channels)
    return mean.count == channels && deviation.count == channels && mean.allSatisfy(\.isFinite)
      && deviation.allSatisfy { $0.isFinite && $0 > 0 }
  }

  /// Mean and deviation for each of `channels` channels.
  package func constants(channels: Int) -> (mean: [Float], deviation: [Float]) {
    switch self {
    case .unit:
      (Array(repeating: 0, count: channels), Array(repeating: 1, count: channels))
    case .standardised(let mean, let deviation):
      (mean, deviation)
    }
  }
}
