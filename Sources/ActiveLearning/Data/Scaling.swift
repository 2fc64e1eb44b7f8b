import Tensors

/// How bytes become numbers: (byte / maximum − mean) / deviation, channel by channel.
///
/// Part of every recorded run. Constants are computed on the data's own training split, never borrowed.
public enum Scaling: Codable, Equatable, Sendable {
  /// To [0, 1]: mean 0, deviation 1.
  case unit
  /// To mean 0 and deviation 1 of each channel, both stated on the [0, 1] scale.
  case standardised(mean: [Float], deviation: [Float])

  /// The scaling that gives these pictures mean 0 and deviation 1 in each channel.
  ///
  /// The deviation is that of the population (divided by n). A channel that never varies has deviation 0
  /// and is divided by 1 instead. Sums are kept in integers, so the result does not depend on order.
  /// - Throws: `Failure` where `ids` is empty or names a picture that is not there.
  static func standardising(_ images: ImageStore, ids: [Int], maximum: Int) throws -> Scaling {
    try images.check(ids)
    guard !ids.isEmpty else {
      throw Failure("scaling", "no images to take mean and deviation from")
    }
    let plane = images.height * images.width
    var sums = [Int](repeating: 0, count: images.channels)
    var squares = sums
    images.withBytes { bytes in
      for id in ids {
        for channel in 0..<images.channels {
          let start = (images.place(of: id) * images.channels + channel) * plane
          var (sum, square) = (0, 0)
          for place in start..<start + plane {
            let byte = Int(bytes[place])
            sum += byte
            square += byte * byte
          }
          sums[channel] += sum
          squares[channel] += square
        }
      }
    }
    let count = Double(ids.count * plane)
    let means = sums.map { Double($0) / count }
    let deviations = zip(squares, means).map { square, mean in
      max(0, Double(square) / count - mean * mean).squareRoot()
    }
    return .standardised(
      mean: means.map { Float($0 / Double(maximum)) },
      deviation: deviations.map { $0 == 0 ? 1 : Float($0 / Double(maximum)) })
  }

  /// Mean and deviation for each of `channels` channels.
  func constants(channels: Int) -> (mean: [Float], deviation: [Float]) {
    switch self {
    case .unit:
      (Array(repeating: 0, count: channels), Array(repeating: 1, count: channels))
    case .standardised(let mean, let deviation):
      (mean, deviation)
    }
  }
}
