import Tensors

/// BMP images of Windows and OS/2: 1 to 32 bits, with a palette or masks, run lengths packed or not.
/// - Source: Microsoft, "Bitmap Storage" (BITMAPINFOHEADER to BITMAPV5HEADER).
struct BMPFile {
  private let bytes: [UInt8]
  private let path: String
  let width: Int
  let height: Int
  private let isTopDown: Bool
  private let bits: Int
  private let packing: Int
  /// Where the pixels begin.
  private let start: Int
  /// Red, green, blue and opacity within a pixel.
  private let masks: [UInt32]
  private let palette: [[UInt8]]

  /// - Throws: `Failure` where the head is none, or of a kind that is not read.
  init(_ bytes: [UInt8], path: String) throws {
    (self.bytes, self.path) = (bytes, path)
    func number(_ place: Int, _ size: Int) -> Int {
      guard place >= 0, place <= bytes.count - size else { return 0 }
      return bytes[place..<place + size].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    let size = number(14, 4)
    let isFirst = size == 12
    guard bytes.count >= 14 + size, isFirst || size >= 40 else { throw ImageHeader.damaged(path) }
    let across = isFirst ? number(18, 2) : Int(Int32(truncatingIfNeeded: number(18, 4)))
    let down = isFirst ? number(20, 2) : Int(Int32(truncatingIfNeeded: number(22, 4)))
    (width, height, isTopDown) = (across, abs(down), down < 0)
    bits = number(isFirst ? 24 : 28, 2)
    packing = isFirst ? 0 : number(30, 4)
    guard width > 0, height > 0 else { throw ImageHeader.damaged(path) }
    let isKnown =
      switch packing {
      case 0: [1, 4, 8, 16, 24, 32].contains(bits)
      case 1: bits == 8
      case 2: bits == 4
      case 3, 6: bits == 16 || bits == 32
      default: false
      }
    guard isKnown else {
      throw Failure(
        path, "is a BMP of a kind that is not read", expected: "1, 4, 8, 16, 24 or 32 bits",
        got: "\(bits) bits, compression \(packing)")
    }
    if packing == 3 || packing == 6 {
      let hasAlpha = packing == 6 || size >= 56
      masks = (0..<4).map { $0 < 3 || hasAlpha ? UInt32(number(54 + 4 * $0, 4)) : 0 }
    } else {
      masks = bits == 16 ? [0x7C00, 0x3E0, 0x1F, 0] : [0xFF0000, 0xFF00, 0xFF, 0]
    }
    let entry = isFirst ? 3 : 4
    let begin = 14 + size + (size == 40 && packing == 3 ? 12 : 0)
    let used = isFirst ? 0 : number(46, 4)
    let count = bits > 8 ? 0 : used == 0 ? 1 << bits : min(used, 1 << bits)
    // Some programs forget the palette when they say where the pixels begin.
    let said = number(10, 4)
    start = said == 14 + size ? begin + entry * count : said
    palette = (0..<count).map { place in
      (0..<3).map { UInt8(number(begin + entry * place + 2 - $0, 1)) }
    }
  }

  private var isColour: Bool {
    bits > 8 || !palette.allSatisfy { $0[0] == $0[1] && $0[1] == $0[2] }
  }

  var header: ImageHeader { ImageHeader(.bmp, width: width, height: height, isColour: isColour) }

  private var early: Failure { Failure(path, "ends early, the image is not whole") }

  /// The pixels, opacity laid over white.
  /// - Throws: `Failure` where the file ends early, or memory is missing.
  func raster() throws -> Raster {
    let stride = (width * bits + 31) / 32 * 4
    let isPacked = packing == 1 || packing == 2
    guard start <= bytes.count, isPacked || bytes.count - start >= stride * height else {
      throw early
    }
    let hasAlpha = masks[3] != 0
    let channels = (isColour ? 3 : 1) + (hasAlpha ? 1 : 0)
    try Memory.require(2 * Double(width * height * (channels + 1)), for: path)
    guard let numbers = isPacked ? BMPRuns.unpack(bytes[start...], bits: bits, width, height) : []
    else { throw Failure(path, "is damaged (its runs do not fill the image)") }
    let parts = masks.map(Part.init)
    var pixels: [UInt8] = []
    pixels.reserveCapacity(width * height * channels)
    for y in 0..<height {
      let row = isTopDown ? y : height - 1 - y
      let from = start + row * stride
      for x in 0..<width {
        if bits <= 8 {
          let number =
            isPacked
            ? Int(numbers[row * width + x])
            : Int(bytes[from + x * bits / 8]) >> (8 - bits - x * bits % 8) & (1 << bits - 1)
          let colour = number < palette.count ? palette[number] : [0, 0, 0]
          if isColour { pixels += colour } else { pixels.append(colour[0]) }
        } else if bits == 24 {
          let place = from + 3 * x
          pixels.append(bytes[place + 2])
          pixels.append(bytes[place + 1])
          pixels.append(bytes[place])
        } else {
          let place = from + x * bits / 8
          var value = UInt32(bytes[place]) | UInt32(bytes[place + 1]) << 8
          if bits == 32 { value |= UInt32(bytes[place + 2]) << 16 | UInt32(bytes[place + 3]) << 24 }
          for part in parts.prefix(channels) { pixels.append(part.byte(of: value)) }
        }
      }
    }
    let raster = try Raster(width: width, height: height, channels: channels, pixels: pixels)
    return hasAlpha ? try raster.overWhite() : raster
  }

  /// A colour within a pixel, by its mask.
  private struct Part {
    let mask: UInt32
    let shift: UInt32
    let maximum: UInt64

    init(_ mask: UInt32) {
      self.mask = mask
      shift = mask == 0 ? 0 : UInt32(mask.trailingZeroBitCount)
      maximum = UInt64(mask >> shift)
    }

    func byte(of pixel: UInt32) -> UInt8 {
      guard maximum > 0 else { return 0 }
      return UInt8((UInt64((pixel & mask) >> shift) * 255 + maximum / 2) / maximum)
    }
  }
}
