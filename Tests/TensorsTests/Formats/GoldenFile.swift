import Foundation

/// Files and numbers of scripts/dev/golden-formats.py.
enum GoldenFile {
  /// Numbers whose every bit matters: −0, a subnormal, the extremes, infinities, a NaN with a payload.
  static let bits: [UInt32] = [
    0x3F80_0000, 0x8000_0000, 0x0000_0001, 0x7F7F_FFFF, 0x7F80_0000, 0xFF80_0000, 0x7FC1_2345,
    0x3EAA_AAAB, 0xC2F6_E979, 0x0080_0000, 0x3DCC_CCCD, 0xBF00_0000,
  ]
  static let exact = bits.map { Float(bitPattern: $0) }

  static func path(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
      + "/Fixtures/" + name
  }

  static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }
}
