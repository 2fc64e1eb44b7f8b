/// Bytes of which another one than 255 means full intensity.
package enum ByteScale {
  /// The byte for the same intensity where 255 is full.
  package static func full(_ byte: UInt8, maximum: Int) -> UInt8 {
    UInt8(min(255, (Int(byte) * 510 + maximum) / (2 * maximum)))
  }
}
