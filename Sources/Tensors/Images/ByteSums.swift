import CKernels

/// Sums, sums of squares and extremes of images' bytes, in whole numbers: the order changes nothing.
package struct ByteSums: Equatable, Sendable {
  /// Of each image and channel, the sum and the sum of squares: [images × channels × 2].
  package private(set) var sums: [UInt64]
  /// Of all images; the largest is below the least where there are none.
  package private(set) var least: UInt8
  package private(set) var largest: UInt8
  /// Channels of each image.
  package let channels: Int

  /// Sums of nothing.
  package init(channels: Int) {
    (sums, least, largest, self.channels) = ([], .max, .min, channels)
  }

  /// Sums of some images of a store, or of all.
  /// - Parameter shape: [c, h, w] of one image.
  /// - Throws: `Failure` where an image is not there.
  package init(_ bytes: borrowing Span<UInt8>, rows: [Int]? = nil, shape: [Int]) throws {
    guard shape.count == 3, shape.allSatisfy({ $0 > 0 }) else {
      throw Failure("images", "wrong shape", expected: "[c, h, w]", got: "\(shape)")
    }
    let (channels, plane) = (shape[0], shape[1] * shape[2])
    let available = bytes.count / (channels * plane)
    if let wrong = rows?.first(where: { !(0..<available ~= $0) }) {
      throw Failure(
        "images", "no such image", expected: "\(indicesBelow: available)", got: "\(index: wrong)",
        code: .outOfRange)
    }
    let count = rows?.count ?? available
    let places = rows.map { $0.map(Int64.init) }
    self.channels = channels
    var extremes = [UInt8](repeating: 0, count: 2 * count)
    var sums = [UInt64](repeating: 0, count: 2 * count * channels)
    unsafe bytes.withUnsafeBufferPointer { source in
      unsafe sums.withUnsafeMutableBufferPointer { sums in
        unsafe extremes.withUnsafeMutableBufferPointer { extremes in
          guard let from = source.baseAddress, let sums = sums.baseAddress,
            let extremes = extremes.baseAddress
          else { return }
          if let places {
            unsafe ck_byte_sums(
              from, places, Int64(count), Int64(channels), Int64(plane), sums, extremes)
          } else {
            unsafe ck_byte_sums(
              from, nil, Int64(count), Int64(channels), Int64(plane), sums, extremes)
          }
        }
      }
    }
    self.sums = sums
    (least, largest) = (.max, .min)
    for place in 0..<count {
      least = min(least, extremes[2 * place])
      largest = max(largest, extremes[2 * place + 1])
    }
  }

  /// Puts another store's images behind these.
  package mutating func append(_ other: ByteSums) {
    sums += other.sums
    (least, largest) = (min(least, other.least), max(largest, other.largest))
  }

  /// Sum and sum of squares of each channel over some of the images.
  /// - Throws: `Failure` where an image is not there.
  package func totals(_ images: [Int]) throws -> [(sum: Int, squares: Int)] {
    let count = sums.count / max(2 * channels, 1)
    if let wrong = images.first(where: { !(0..<count ~= $0) }) {
      throw Failure(
        "images", "no such image", expected: "\(indicesBelow: count)", got: "\(index: wrong)",
        code: .outOfRange)
    }
    let sums = sums.span
    return (0..<channels).map { channel in
      var (sum, squares): (UInt64, UInt64) = (0, 0)
      for image in images {
        let place = 2 * (image &* channels &+ channel)
        sum &+= sums[place]
        squares &+= sums[place + 1]
      }
      return (Int(clamping: sum), Int(clamping: squares))
    }
  }
}
