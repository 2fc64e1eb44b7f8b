/// Philox 4×32-10: a bijection of a 128-bit counter under a 64-bit key, used as random bits.
///
/// Any block can be computed at once from its number, so a stream needs no state but a position.
/// - Source: Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3", §3.3.
package enum Philox {
  private static let multipliers: (UInt32, UInt32) = (0xD251_1F53, 0xCD9E_8D57)
  private static let keySteps: (UInt32, UInt32) = (0x9E37_79B9, 0xBB67_AE85)

  /// The four words of the block with this counter; lane 0 of either vector is its lowest word.
  package static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var (x0, x1, x2, x3) = (counter[0], counter[1], counter[2], counter[3])
    var (k0, k1) = (key[0], key[1])
    for _ in 0..<10 {
      let p0 = multipliers.0.multipliedFullWidth(by: x0)
      let p1 = multipliers.1.multipliedFullWidth(by: x2)
      (x0, x1, x2, x3) = (p1.high ^ x1 ^ k0, p1.low, p0.high ^ x3 ^ k1, p0.low)
      k0 &+= keySteps.0
      k1 &+= keySteps.1
    }
    return SIMD4(x0, x1, x2, x3)
  }
}
