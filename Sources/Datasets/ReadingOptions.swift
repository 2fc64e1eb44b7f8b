import Tensors

/// How images are made to fit one another, and what happens to files that are none.
public struct ReadingOptions: Codable, Equatable, Sendable {
  /// What becomes of an image whose sides have another ratio than wanted.
  public enum Fit: String, CaseIterable, Codable, Sendable {
    /// The middle of it, as large as possible.
    case crop
    /// All of it, with black at two sides.
    case pad
    /// All of it, distorted.
    case stretch
  }

  /// What happens at a file that is not a usable image.
  public enum Fault: String, CaseIterable, Codable, Sendable {
    /// Reading ends with an error.
    case stop
    /// It is left out and reported.
    case skip
  }

  /// Height and width of all images; nil: their own where all are alike, otherwise 64 × 64.
  public var size: [Int]?
  /// 1 for grey, 3 for colour; nil: colour where any image has it.
  public var channels: Int?
  /// What becomes of images with another ratio of sides.
  public var fit: Fit
  /// What happens at files that are no images.
  public var onError: Fault
  /// An image with more pixels than this is refused before any memory is taken for it.
  public var maximumPixels: Int

  /// These options.
  public init(
    size: [Int]? = nil, channels: Int? = nil, fit: Fit = .crop, onError: Fault = .stop,
    maximumPixels: Int = 100_000_000
  ) {
    self.size = size
    self.channels = channels
    self.fit = fit
    self.onError = onError
    self.maximumPixels = maximumPixels
  }

  /// - Throws: `Failure` for a size or number of channels that no image has.
  func check() throws {
    if let size {
      guard size.count == 2, size.allSatisfy({ 1...8192 ~= $0 }) else {
        throw Failure(
          "size", "is not usable", expected: "height and width from 1 to 8192", got: "\(size)")
      }
    }
    if let channels, channels != 1, channels != 3 {
      throw Failure("channels", "is not usable", expected: "1 or 3", got: "\(channels)")
    }
    guard maximumPixels > 0 else {
      throw Failure("max_pixels", "is not usable", expected: "1 or more", got: "\(maximumPixels)")
    }
  }
}
