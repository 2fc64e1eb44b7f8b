/// CRC-32 as zlib and Python's `zlib.crc32` have it, to compare large results with golden ones.
enum CRC32 {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
  }

  static func of(_ parts: some Sequence<ArraySlice<UInt8>>) -> UInt {
    var sum: UInt32 = 0xFFFF_FFFF
    let table = table
    for part in parts {
      for byte in part { sum = sum >> 8 ^ table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] }
    }
    return UInt(~sum)
  }
}
