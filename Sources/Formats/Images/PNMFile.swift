import Tensors

/// PBM, PGM and PPM images, plain or not, 1 to 16 bits; 16 bits are rounded to 8.
/// - Source: Netpbm's manual pages pbm(5), pgm(5), ppm(5).
struct PNMFile {
  private let bytes: [UInt8]
  private let path: String
  /// The digit after the P: 1 to 3 plain, 4 to 6 packed; bits, grey, colour.
  private let kind: UInt8
  private let width: Int
  private let height: Int
  /// The number that means full intensity.
  private let maximum: Int
  /// Where the values begin.
  private let start: Int

  /// - Throws: `Failure` where the head is none.
  init(_ bytes: [UInt8], path: String) throws {
    (self.bytes, self.path) = (bytes, path)
    kind = bytes.count > 1 ? bytes[1] &- UInt8(ascii: "0") : 0
    var place = 2
    let count = kind == 1 || kind == 4 ? 2 : 3
    var numbers: [Int] = []
    for _ in 0..<count {
      guard let number = Self.number(bytes, &place) else { throw ImageHeader.damaged(path) }
      numbers.append(number)
    }
    guard 1...6 ~= kind, numbers[0] > 0, numbers[1] > 0 else { throw ImageHeader.damaged(path) }
    (width, height, maximum) = (numbers[0], numbers[1], count == 2 ? 1 : numbers[2])
    guard 1...65535 ~= maximum else {
      throw Failure(
        path, "is damaged (its largest value is none)", expected: "1 to 65535", got: "\(maximum)")
    }
    // One space ends the head.
    start = place + 1
  }

  private var channels: Int { kind % 3 == 0 ? 3 : 1 }

  var header: ImageHeader {
    ImageHeader(.pnm, width: width, height: height, isColour: channels == 3)
  }

  /// The pixels.
  /// - Throws: `Failure` where the file ends early, or memory is missing.
  func raster() throws -> Raster {
    let count = width * height * channels
    let size =
      kind == 4 ? (width + 7) / 8 * height : kind < 4 ? count : count * (maximum > 255 ? 2 : 1)
    guard bytes.count - start >= size else { throw early }
    try Memory.require(2 * Double(count), for: path)
    var pixels: [UInt8] = []
    pixels.reserveCapacity(count)
    switch kind {
    case 1: try appendDigits(count, to: &pixels)
    case 2, 3: try appendNumbers(count, to: &pixels)
    case 4:
      for row in 0..<height {
        let from = start + row * ((width + 7) / 8)
        for x in 0..<width {
          pixels.append(bytes[from + x / 8] >> UInt8(7 - x % 8) & 1 == 1 ? 0 : 255)
        }
      }
    default:
      let scale = (0...min(maximum, 255)).map { scaled($0) }
      for place in 0..<count {
        if maximum > 255 {
          pixels.append(
            scaled(Int(bytes[start + 2 * place]) << 8 | Int(bytes[start + 2 * place + 1])))
        } else {
          pixels.append(scale[min(Int(bytes[start + place]), maximum)])
        }
      }
    }
    return try Raster(width: width, height: height, channels: channels, pixels: pixels)
  }

  private func scaled(_ value: Int) -> UInt8 {
    UInt8((min(value, maximum) * 255 + maximum / 2) / maximum)
  }

  private var early: Failure { Failure(path, "ends early, the image is not whole") }

  /// Zeros and ones, with or without space between them; 1 is black.
  private func appendDigits(_ count: Int, to pixels: inout [UInt8]) throws {
    var place = start
    while pixels.count < count {
      guard place < bytes.count else { throw early }
      switch bytes[place] {
      case UInt8(ascii: "0"): pixels.append(255)
      case UInt8(ascii: "1"): pixels.append(0)
      case UInt8(ascii: "#"):
        while place < bytes.count, bytes[place] != 10 { place += 1 }
      case 9...13, 32: break
      default: throw Failure(path, "is damaged (a value is neither 0 nor 1)")
      }
      place += 1
    }
  }

  private func appendNumbers(_ count: Int, to pixels: inout [UInt8]) throws {
    var place = start
    while pixels.count < count {
      guard let value = Self.number(bytes, &place) else {
        guard place < bytes.count else { throw early }
        throw Failure(path, "is damaged (a value is not a number)")
      }
      guard value <= maximum else {
        throw Failure(
          path, "is damaged (a value is too large)", expected: "at most \(maximum)", got: "\(value)"
        )
      }
      pixels.append(scaled(value))
    }
  }

  /// The next number, after space and comments; nil where there is none.
  private static func number(_ bytes: [UInt8], _ place: inout Int) -> Int? {
    while place < bytes.count,
      bytes[place] == UInt8(ascii: "#") || [9, 10, 11, 12, 13, 32].contains(bytes[place])
    {
      if bytes[place] == UInt8(ascii: "#") {
        while place < bytes.count, bytes[place] != 10 { place += 1 }
      } else {
        place += 1
      }
    }
    var value: Int?
    while place < bytes.count, 48...57 ~= bytes[place] {
      // No side is that long, and no longer one overflows.
      value = min((value ?? 0) * 10 + Int(bytes[place]) - 48, 100_000_000_000_000_000)
      place += 1
    }
    return value
  }
}
