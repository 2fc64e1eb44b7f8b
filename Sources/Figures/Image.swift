import Datasets
import Tensors

/// One image to look at: rows of red, green and blue bytes.
public struct Image: Codable, Equatable, Sendable {
  /// Pixels in a row.
  public let width: Int
  /// Rows.
  public let height: Int
  private let pixels: [UInt8]

  /// From channels of bytes, one after another: 1 or 2 channels show as grey (the first), 3 or more as red,
  /// green, blue.
  /// - Parameter maximum: The byte that means full intensity.
  /// - Throws: `Failure` where the bytes are not `shape`.
  public init(_ bytes: some Collection<UInt8>, shape: [Int], maximum: Int = 255) throws {
    guard shape.count == 3, shape.allSatisfy({ $0 > 0 }), 1...255 ~= maximum,
      SizeProduct.of(shape) == bytes.count
    else {
      throw Failure(
        "image", "bytes are not channels × height × width of \(shape)", got: "\(bytes.count)")
    }
    try Memory.require(4 * Double(bytes.count), for: "image")
    let planes = Array(bytes)
    (height, width) = (shape[1], shape[2])
    let plane = height * width
    let channels = shape[0] < 3 ? [0, 0, 0] : [0, 1, 2]
    pixels = (0..<plane).flatMap { place in
      channels.map { channel in
        ByteScale.full(planes[channel * plane + place], maximum: maximum)
      }
    }
  }

  private init(width: Int, height: Int, pixels: [UInt8]) {
    (self.width, self.height, self.pixels) = (width, height, pixels)
  }

  func colour(column: Int, row: Int) -> SIMD3<UInt8> {
    let place = (row * width + column) * 3
    return SIMD3(pixels[place], pixels[place + 1], pixels[place + 2])
  }

  /// The same image with other numbers of pixels: each is the mean of the area that it covers.
  func resized(width newWidth: Int, height newHeight: Int) -> Image {
    func cover(_ place: Int, _ old: Int, _ new: Int) -> Range<Int> {
      place * old / new..<max(place * old / new + 1, (place + 1) * old / new)
    }
    var result: [UInt8] = []
    result.reserveCapacity(newWidth * newHeight * 3)
    for row in 0..<newHeight {
      let rows = cover(row, height, newHeight)
      for column in 0..<newWidth {
        let columns = cover(column, width, newWidth)
        var sum = SIMD3<Int>(repeating: 0)
        for y in rows {
          for x in columns { sum &+= SIMD3<Int>(truncatingIfNeeded: colour(column: x, row: y)) }
        }
        let mean = sum / (rows.count * columns.count)
        result += [UInt8(mean.x), UInt8(mean.y), UInt8(mean.z)]
      }
    }
    return Image(width: newWidth, height: newHeight, pixels: result)
  }
}

extension Dataset {
  /// One of its images, to look at.
  /// - Throws: `Failure` where there is no such image.
  public func image(_ id: Int) throws -> Image {
    try Image(images.image(id), shape: images.shape, maximum: pixelMaximum)
  }
}
