import Tensors

/// Makes images of any size as large as a network wants them: smooth between the pixels where they
/// grow, means of areas where they shrink.
struct SquareImages {
  let side: Int

  /// - Shape: [n × c × h × w] → [n × c × side × side].
  func callAsFunction(_ images: Tensor) throws -> Tensor {
    guard images.rank == 4, images.shape[2] >= 1, images.shape[3] >= 1 else {
      throw Failure(
        "images", "no batch of images", expected: "[n, c, h, w]", got: "\(images.shape)")
    }
    let (planes, height, width) = (
      images.shape[0] * images.shape[1], images.shape[2], images.shape[3]
    )
    if height == side && width == side { return images }
    let (rows, columns) = (Self.taps(height, side), Self.taps(width, side))
    let values = images.values()
    var narrow = [Float](repeating: 0, count: height * side)
    var result: [Float] = []
    result.reserveCapacity(planes * side * side)
    for plane in 0..<planes {
      let start = plane * height * width
      for y in 0..<height {
        for (x, tap) in columns.enumerated() {
          var sum: Float = 0
          for (place, weight) in zip(tap.first..., tap.weights) {
            sum += weight * values[start + y * width + place]
          }
          narrow[y * side + x] = sum
        }
      }
      for tap in rows {
        for x in 0..<side {
          var sum: Float = 0
          for (place, weight) in zip(tap.first..., tap.weights) {
            sum += weight * narrow[place * side + x]
          }
          result.append(sum)
        }
      }
    }
    return try Tensor(result, shape: Array(images.shape[..<2]) + [side, side])
  }

  private struct Tap {
    let first: Int
    let weights: [Float]
  }

  private static func taps(_ from: Int, _ to: Int) -> [Tap] {
    TriangleFilter(from: from, to: to).taps.map {
      Tap(first: $0.first, weights: $0.weights.map(Float.init))
    }
  }
}
