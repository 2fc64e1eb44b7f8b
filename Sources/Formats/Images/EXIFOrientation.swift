/// How a camera was held, from the EXIF data of an image.
/// - Source: CIPA DC-008 (Exif 2.32), §4.5.2 (TIFF header) and §4.6.4 A, tag 0x0112; XMP in tag 0x02BC.
enum EXIFOrientation {
  /// 1 (upright) to 8, of TIFF data that begin with `II` or `MM`; nil where they do not say.
  static func read(_ tiff: ArraySlice<UInt8>) -> Int? {
    let isLittle = tiff.starts(with: [0x49, 0x49])
    guard isLittle || tiff.starts(with: [0x4D, 0x4D]) else { return nil }
    func number(_ place: Int, _ size: Int) -> Int? {
      guard place >= 0, place <= tiff.count - size else { return nil }
      let digits = tiff[tiff.startIndex + place..<tiff.startIndex + place + size]
      return isLittle
        ? digits.reversed().reduce(0) { $0 << 8 | Int($1) } : digits.reduce(0) { $0 << 8 | Int($1) }
    }
    guard number(2, 2) == 42, let directory = number(4, 4), let count = number(directory, 2)
    else { return nil }
    var packet: Int?
    for entry in 0..<min(count, 1000) {
      let place = directory + 2 + 12 * entry
      guard let tag = number(place, 2) else { break }
      if tag == 0x0112, number(place + 2, 2) == 3, let value = number(place + 8, 2) {
        return 1...8 ~= value ? value : nil
      }
      if tag == 0x02BC, let length = number(place + 4, 4), let start = number(place + 8, 4),
        start <= tiff.count, length <= tiff.count - start
      {
        packet = XMPOrientation.read(
          tiff[tiff.startIndex + start..<tiff.startIndex + start + length])
      }
    }
    return packet
  }
}
