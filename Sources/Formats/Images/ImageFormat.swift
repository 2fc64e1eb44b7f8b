/// The formats of image files that are read, recognised by their first bytes.
package enum ImageFormat: String, CaseIterable, Sendable {
  case jpeg = "JPEG"
  case png = "PNG"
  case tiff = "TIFF"
  case webp = "WebP"
  case bmp = "BMP"
  case gif = "GIF"
  case pnm = "PNM"

  /// How many bytes tell a format.
  package static let signatureLength = 16

  /// Their names, as in a list.
  package static let names = "JPEG, PNG, TIFF, WebP, BMP, GIF, PPM or PGM"

  /// How the names of such files end.
  package static let endings: Set<String> = [
    "jpg", "jpeg", "jpe", "jfif", "mpo", "png", "tif", "tiff", "webp", "bmp", "dib", "gif", "ppm",
    "pgm", "pbm", "pnm",
  ]

  /// The format of a file that begins so; nil where it is none of them.
  package init?(_ bytes: [UInt8]) {
    func begins(_ start: [UInt8], at place: Int = 0) -> Bool {
      bytes.dropFirst(place).starts(with: start)
    }
    if begins([0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if begins([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .png
    } else if [
      [0x49, 0x49, 0x2A, 0], [0x4D, 0x4D, 0, 0x2A], [0x49, 0x49, 0x2B, 0], [0x4D, 0x4D, 0, 0x2B],
    ]
    .contains(where: { begins($0) }) {
      self = .tiff
    } else if begins(Array("RIFF".utf8)), begins(Array("WEBP".utf8), at: 8) {
      self = .webp
    } else if begins(Array("BM".utf8)), bytes.count > 15,
      [12, 40, 52, 56, 64, 108, 124].contains(bytes[14]),
      bytes[15] == 0
    {
      self = .bmp
    } else if begins(Array("GIF87a".utf8)) || begins(Array("GIF89a".utf8)) {
      self = .gif
    } else if bytes.count > 2, bytes[0] == UInt8(ascii: "P"),
      UInt8(ascii: "1")...UInt8(ascii: "6") ~= bytes[1],
      bytes[2] == UInt8(ascii: "#") || [9, 10, 11, 12, 13, 32].contains(bytes[2])
    {
      self = .pnm
    } else {
      return nil
    }
  }
}
