import Tensors

/// Bytes that are unpacked piece by piece: memory grows with what has come, whatever a head promised, and
/// is reckoned before it is taken.
struct GrowingBytes {
  /// What came so far.
  private(set) var bytes: [UInt8] = []
  private let who: String

  /// - Parameter who: whose memory it is, for errors.
  init(for who: String) { self.who = who }

  /// - Throws: `Failure` where there is no memory for more.
  mutating func append(_ piece: ArraySlice<UInt8>) throws {
    let needed = bytes.count + piece.count
    if needed > bytes.capacity {
      let room = max(needed, 2 * bytes.capacity)
      try Memory.require(Double(room), for: who)
      bytes.reserveCapacity(room)
    }
    bytes += piece
  }
}
