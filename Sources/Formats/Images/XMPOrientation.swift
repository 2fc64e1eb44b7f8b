/// How a camera was held, from XMP data, which editors write instead of EXIF.
/// - Source: ISO 16684-1 (XMP), `tiff:Orientation`; read as Pillow's `Image.getexif` reads it.
enum XMPOrientation {
  /// 1 (upright) to 8, from an attribute or an element; nil where the text does not say.
  static func read(_ packet: ArraySlice<UInt8>) -> Int? {
    let name = Array("tiff:Orientation".utf8)
    var place = packet.startIndex
    while let start = packet[place...].firstIndex(of: name[0]) {
      let rest = packet[start...]
      place = start + 1
      guard rest.starts(with: name) else { continue }
      let value = Array(rest.dropFirst(name.count).prefix(3))
      if value.starts(with: Array("=\"".utf8)), value.count == 3 { return digit(value[2]) }
      if value.first == UInt8(ascii: ">"), value.count >= 2 { return digit(value[1]) }
    }
    return nil
  }

  private static func digit(_ byte: UInt8) -> Int? {
    UInt8(ascii: "1")...UInt8(ascii: "8") ~= byte ? Int(byte - UInt8(ascii: "0")) : nil
  }
}
