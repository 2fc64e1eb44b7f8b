import Tensors

/// What the head of an image file says, before anything is decoded.
package struct ImageHeader: Equatable {
  package enum Format { case jpeg, png }

  package let format: Format
  /// As stored, before it is turned upright.
  package let width: Int
  package let height: Int
  package let isColour: Bool
  /// EXIF: 1 (upright) to 8.
  package let orientation: Int

  /// Width and height when upright.
  package var upright: (width: Int, height: Int) {
    orientation > 4 ? (height, width) : (width, height)
  }

  /// - Throws: `Failure` that says what the file seems to be instead.
  package init(_ bytes: [UInt8], path: String) throws {
    if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = try Self.jpeg(bytes, path: path)
    } else if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = try Self.png(bytes, path: path)
    } else {
      throw Failure(
        path, bytes.isEmpty ? "is empty" : "is no JPEG or PNG file",
        expected: bytes.isEmpty ? "an image" : nil, got: bytes.isEmpty ? nil : Self.guess(bytes))
    }
  }

  private init(
    _ format: Format, width: Int, height: Int, isColour: Bool, orientation: Int
  ) {
    (self.format, self.width, self.height, self.isColour) = (format, width, height, isColour)
    self.orientation = orientation
  }

  /// Walks over the segments to the frame header.
  /// - Source: ITU-T T.81, annex B.
  private static func jpeg(_ bytes: [UInt8], path: String) throws -> ImageHeader {
    var (place, orientation) = (2, 1)
    while place + 4 <= bytes.count {
      let marker = bytes[place + 1]
      // Stray bytes between segments, and fill bytes: libjpeg passes over them, too.
      guard bytes[place] == 0xFF, marker != 0xFF, marker != 0 else {
        place += 1
        continue
      }
      // Markers without a length.
      if marker == 0x01 || 0xD0...0xD8 ~= marker {
        place += 2
        continue
      }
      let length = Int(bytes[place + 2]) << 8 | Int(bytes[place + 3])
      let segment = place + 4..<min(max(place + 4, place + 2 + length), bytes.count)
      switch marker {
      case 0xC0...0xCF where ![0xC4, 0xC8, 0xCC].contains(marker):
        guard segment.count >= 6 else { throw damaged(path) }
        let frame = Array(bytes[segment.prefix(6)])
        let (height, width) = (
          Int(frame[1]) << 8 | Int(frame[2]), Int(frame[3]) << 8 | Int(frame[4])
        )
        guard height > 0, width > 0 else { throw damaged(path) }
        return ImageHeader(
          .jpeg, width: width, height: height, isColour: frame[5] != 1, orientation: orientation)
      case 0xE1 where bytes[segment].starts(with: Array("Exif\0\0".utf8)):
        orientation = EXIFOrientation.read(bytes[segment].dropFirst(6)) ?? orientation
      case 0xD9, 0xDA: throw damaged(path)
      default: break
      }
      // A length that does not even count itself is that of an empty segment.
      place += 2 + max(2, length)
    }
    throw damaged(path)
  }

  /// - Source: W3C PNG (third edition), §11.2.1 IHDR, §11.3.4.5 eXIf.
  private static func png(_ bytes: [UInt8], path: String) throws -> ImageHeader {
    func number(_ place: Int) -> Int {
      place + 4 <= bytes.count ? bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } : 0
    }
    guard bytes.count >= 33, bytes[12..<16].elementsEqual("IHDR".utf8), number(16) > 0,
      number(20) > 0
    else { throw damaged(path) }
    var (orientation, place) = (1, 33)
    while place + 8 <= bytes.count {
      let length = number(place)
      let kind = bytes[place + 4..<place + 8]
      if kind.elementsEqual("IDAT".utf8) { break }
      if kind.elementsEqual("eXIf".utf8), place + 8 + length <= bytes.count {
        orientation = EXIFOrientation.read(bytes[place + 8..<place + 8 + length]) ?? 1
      }
      place += 12 + length
    }
    return ImageHeader(
      .png, width: number(16), height: number(20), isColour: bytes[25] & 2 != 0,
      orientation: orientation)
  }

  private static func damaged(_ path: String) -> Failure {
    Failure(path, "is damaged: it ends or breaks off before its image")
  }

  /// What a file begins like, in a word or two.
  private static func guess(_ bytes: [UInt8]) -> String {
    let known: [(String, [UInt8])] = [
      ("a GIF", Array("GIF8".utf8)), ("a BMP", Array("BM".utf8)),
      ("a TIFF", [0x49, 0x49, 0x2A, 0]), ("a TIFF", [0x4D, 0x4D, 0, 0x2A]),
      ("a PDF", Array("%PDF".utf8)), ("a zip file", [0x50, 0x4B, 3, 4]),
      ("a gzip file", [0x1F, 0x8B]), ("a web page", Array("<!DOCTYPE".utf8)),
      ("a web page", Array("<html".utf8)), ("an SVG or XML text", Array("<?xml".utf8)),
      ("an SVG", Array("<svg".utf8)),
    ]
    if bytes.count > 12, bytes[8..<12].elementsEqual("WEBP".utf8) { return "a WebP" }
    if bytes.count > 12, bytes[4..<8].elementsEqual("ftyp".utf8) { return "a HEIC, AVIF or video" }
    if let (name, _) = known.first(where: { bytes.starts(with: $0.1) }) { return name }
    let head = bytes.prefix(64)
    return head.allSatisfy({ 32...126 ~= $0 || 9...13 ~= $0 })
      ? "a text" : "bytes " + bytes.prefix(4).map(String.init).joined(separator: " ")
  }
}
