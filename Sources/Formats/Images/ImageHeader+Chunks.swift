import Tensors

/// Formats that are a row of chunks: PNG, and WebP's RIFF.
extension ImageHeader {
  /// - Source: W3C PNG (third edition), §11.2.1 IHDR, §11.3.4.5 eXIf; XMP part 3, §1.1.5 (iTXt).
  static func png(_ bytes: [UInt8], path: String) throws -> ImageHeader {
    func number(_ place: Int) -> Int {
      place + 4 <= bytes.count ? bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } : 0
    }
    guard bytes.count >= 33, bytes[12..<16].elementsEqual("IHDR".utf8), number(16) > 0,
      number(20) > 0
    else { throw damaged(path) }
    var (exif, other, place): (Int?, Int?, Int) = (nil, nil, 33)
    // What is said of the image may also follow it.
    while exif == nil, place + 8 <= bytes.count {
      let length = number(place)
      let kind = bytes[place + 4..<place + 8]
      let data = bytes[place + 8..<min(place + 8 + length, bytes.count)]
      if data.count < length || kind.elementsEqual("IEND".utf8) { break }
      if kind.elementsEqual("eXIf".utf8) {
        exif = EXIFOrientation.read(data)
      } else if kind.elementsEqual("iTXt".utf8),
        data.starts(with: Array("XML:com.adobe.xmp\0".utf8))
      {
        other = XMPOrientation.read(data) ?? other
      } else if kind.elementsEqual("zTXt".utf8) || kind.elementsEqual("tEXt".utf8) {
        other =
          other
          ?? RawProfile.exif(data, isPacked: kind.first == UInt8(ascii: "z"))
          .flatMap { EXIFOrientation.read($0[...]) }
      }
      place += 12 + length
    }
    return ImageHeader(
      .png, width: number(16), height: number(20), isColour: bytes[25] & 2 != 0,
      orientation: exif ?? other ?? 1)
  }

  /// - Source: Google, "WebP Container Specification": chunks EXIF and XMP.
  static func webpOrientation(_ bytes: [UInt8]) -> Int {
    var (exif, xmp, place): (Int?, Int?, Int) = (nil, nil, 12)
    while place + 8 <= bytes.count {
      let length = bytes[place + 4..<place + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
      let data = bytes[place + 8..<min(place + 8 + length, bytes.count)]
      let kind = bytes[place..<place + 4]
      if kind.elementsEqual("EXIF".utf8) {
        let mark = Array("Exif\0\0".utf8)
        exif = EXIFOrientation.read(data.starts(with: mark) ? data.dropFirst(mark.count) : data)
      } else if kind.elementsEqual("XMP ".utf8) {
        xmp = XMPOrientation.read(data)
      }
      // Chunks begin at even places.
      place += 8 + length + length % 2
    }
    return exif ?? xmp ?? 1
  }
}
