/// Formats of images that are not read: by what they are known, and what is to be done with them.
package enum OtherFormat {
  private static let cameras: Set<String> = [
    "arw", "cr2", "cr3", "dng", "nef", "orf", "raf", "rw2",
  ]

  /// Endings of images that are not read: of cameras, telephones, the web, clinics, programs.
  package static let endings: Set<String> = cameras.union([
    "avif", "dcm", "dicom", "exr", "heic", "heif", "ico", "j2k", "jp2", "jxl", "psd", "svg", "tga",
  ])

  /// What makes a readable file of such ones.
  package static func help(for endings: some Collection<String>) -> String {
    var ways: [String] = []
    func add(_ some: Set<String>, _ way: String) {
      if !some.isDisjoint(with: endings) { ways.append(way) }
    }
    add(["avif", "heic", "heif"], "heif-convert makes PNG of HEIC and AVIF")
    add(["dcm", "dicom"], "dcm2img or pydicom make PNG of DICOM, with the window that you choose")
    add(cameras, "darktable-cli develops raw files of cameras")
    add(
      ["exr", "ico", "j2k", "jp2", "jxl", "psd", "svg", "tga"],
      "magick mogrify -format png converts them")
    return ways.joined(separator: "; ")
  }

  /// What a file that is not read begins like, in a word or two.
  static func guess(_ bytes: [UInt8]) -> String {
    let known: [(String, [UInt8])] = [
      ("a PDF", Array("%PDF".utf8)), ("a zip file", [0x50, 0x4B, 3, 4]),
      ("a gzip file", [0x1F, 0x8B]), ("a web page", Array("<!DOCTYPE".utf8)),
      ("a web page", Array("<html".utf8)), ("an SVG or XML text", Array("<?xml".utf8)),
      ("an SVG", Array("<svg".utf8)), ("a PSD", Array("8BPS".utf8)), ("an ICO", [0, 0, 1, 0]),
      ("a JPEG 2000", [0, 0, 0, 12, 0x6A, 0x50]), ("a JPEG 2000", [0xFF, 0x4F, 0xFF, 0x51]),
      ("a JPEG XL", [0, 0, 0, 12, 0x4A, 0x58]), ("a JPEG XL", [0xFF, 0x0A]),
      ("an OpenEXR", [0x76, 0x2F, 0x31, 1]),
    ]
    if bytes.count > 12, bytes[4..<8].elementsEqual("ftyp".utf8) {
      let brand = String(decoding: bytes[8..<12], as: UTF8.self)
      return ["heic", "heix", "mif1", "msf1", "hevc"].contains(brand)
        ? "a HEIC" : brand.hasPrefix("avi") ? "an AVIF" : "a HEIC, AVIF or video"
    }
    if bytes.count > 132, bytes[128..<132].elementsEqual("DICM".utf8) { return "a DICOM" }
    if let (name, _) = known.first(where: { bytes.starts(with: $0.1) }) { return name }
    let end = Array("TRUEVISION-XFILE.\0".utf8)
    if bytes.count > 26, bytes.suffix(end.count).elementsEqual(end) { return "a TGA" }
    let head = bytes.prefix(64)
    return head.allSatisfy({ 32...126 ~= $0 || 9...13 ~= $0 })
      ? "a text" : "bytes " + bytes.prefix(4).map(String.init).joined(separator: " ")
  }
}
