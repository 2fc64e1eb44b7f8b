import Tensors

extension ImageHeader {
  /// Walks over the segments to the frame header.
  /// - Source: ITU-T T.81, annex B.
  static func jpeg(_ bytes: [UInt8], path: String) throws -> ImageHeader {
    var (place, exif, xmp): (Int, Int?, Int?) = (2, nil, nil)
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
          .jpeg, width: width, height: height, isColour: frame[5] != 1,
          orientation: exif ?? xmp ?? 1)
      case 0xE1 where bytes[segment].starts(with: Array("Exif\0\0".utf8)):
        exif = EXIFOrientation.read(bytes[segment].dropFirst(6)) ?? exif
      case 0xE1 where bytes[segment].starts(with: Array("http://ns.adobe.com/xap/1.0/\0".utf8)):
        xmp = XMPOrientation.read(bytes[segment]) ?? xmp
      case 0xD9, 0xDA: throw damaged(path)
      default: break
      }
      // A length that does not even count itself is that of an empty segment.
      place += 2 + max(2, length)
    }
    throw damaged(path)
  }
}
