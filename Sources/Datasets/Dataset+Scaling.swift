import Tensors

extension Dataset {
  /// The same images, scaled by other constants: (pixel − mean) / deviation, pixels from 0 to 1.
  ///
  /// A network that others have trained wants theirs: 0.5 and 0.5, say, or the ones of ImageNet.
  /// - Parameters:
  ///   - mean: one number for each channel, or one for all.
  ///   - deviation: the same, above 0.
  /// - Throws: `Failure` where there are others.
  public func scaled(mean: [Float], deviation: [Float]) throws -> Dataset {
    let channels = images.channels
    func each(_ name: String, _ numbers: [Float]) throws -> [Float] {
      guard [1, channels].contains(numbers.count) else {
        throw Failure(
          "scaled", "\(name) does not fit the images",
          expected: channels == 1
            ? "1 number" : "1 number, or one for each of \(channels) channels",
          got: "\(numbers.count)")
      }
      return numbers.count == channels
        ? numbers : Array(repeating: numbers[0], count: channels)
    }
    let scaling = Scaling.standardised(
      mean: try each("mean", mean), deviation: try each("deviation", deviation))
    guard scaling.isUsable(channels: channels) else {
      throw Failure(
        "scaled", "no such scaling", expected: "numbers, and deviations above 0",
        got: "mean \(mean), deviation \(deviation)")
    }
    var copy = self
    copy.scaling = scaling
    return copy
  }
}
