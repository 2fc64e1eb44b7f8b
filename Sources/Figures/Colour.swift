/// Red, green and blue, each from 0 to 1.
public struct Colour: Codable, Equatable, Sendable {
  /// The share of red.
  public let red: Double
  /// The share of green.
  public let green: Double
  /// The share of blue.
  public let blue: Double

  /// A colour as it is written on the web: 0xRRGGBB.
  public init(_ code: Int) {
    red = Double(code >> 16 & 255) / 255
    green = Double(code >> 8 & 255) / 255
    blue = Double(code & 255) / 255
  }

  var bytes: SIMD3<UInt8> {
    SIMD3(UInt8(red * 255 + 0.5), UInt8(green * 255 + 0.5), UInt8(blue * 255 + 0.5))
  }

  static let white = Colour(0xFFFFFF)
  static let text = Colour(0x222222)
  static let quiet = Colour(0x6B6B6B)
  static let grid = Colour(0xE6E6E6)
  static let axis = Colour(0x8C8C8C)

  /// Colours that people with any kind of colour vision can tell apart, in an order of contrast.
  /// - Source: Okabe and Ito 2008, "Color universal design".
  static let series = [
    0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x7F7F7F, 0x1A1A1A,
  ].map { Colour($0) }
}
