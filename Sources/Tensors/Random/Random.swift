/// A named stream of random numbers: Philox 4×32-10 under `seed`, in the counters that belong to a name.
///
/// The 128-bit counter is the stream's number (upper half, FNV-1a of the name) and the block's number
/// (lower half), so streams of one seed never overlap, and what one consumer draws shifts no other.
/// The state is three integers: seed, stream, and how many 32-bit words were taken.
///
/// Every algorithm here is our own and will not change, as results are replayed from their seeds:
/// the standard library promises no such thing for `shuffled` and `random(in:)`.
public struct Random: Sendable {
  /// The seed of all streams of a run: Philox' key.
  public let seed: UInt64
  /// The number of this stream: FNV-1a (64 bits) over the UTF-8 of its name.
  public let stream: UInt64
  /// How many 32-bit words were taken so far.
  public private(set) var words: UInt64 = 0
  /// The block that holds the word before the next one; a cache, no part of the state.
  private var block: SIMD4<UInt32> = .zero

  /// The stream of this name under this seed, at its beginning.
  public init(seed: UInt64, stream: String) {
    self.init(seed: seed, stream: Self.number(of: stream), words: 0)
  }

  init(seed: UInt64, stream: UInt64, words: UInt64) {
    self.seed = seed
    self.stream = stream
    self.words = words
    if words % 4 != 0 { block = computeBlock() }
  }

  private static func number(of name: String) -> UInt64 {
    name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  private func computeBlock() -> SIMD4<UInt32> {
    let number = words / 4
    return Philox.block(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: number), UInt32(truncatingIfNeeded: number >> 32),
        UInt32(truncatingIfNeeded: stream), UInt32(truncatingIfNeeded: stream >> 32)),
      key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
  }

  /// The next 32 random bits.
  public mutating func word() -> UInt32 {
    let lane = Int(words % 4)
    if lane == 0 { block = computeBlock() }
    words &+= 1
    return block[lane]
  }
}

extension Random: RandomNumberGenerator {
  /// The next 64 random bits: two words, the lower one first.
  public mutating func next() -> UInt64 {
    let low = UInt64(word())
    return low | UInt64(word()) << 32
  }
}

extension Random: Equatable, Hashable {
  /// Whether both will draw the same numbers.
  public static func == (a: Random, b: Random) -> Bool {
    a.seed == b.seed && a.stream == b.stream && a.words == b.words
  }

  /// Hashes seed, stream and position.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(seed)
    hasher.combine(stream)
    hasher.combine(words)
  }
}

/// Written as decimal strings, since a JSON number above 2⁵³ is not read exactly everywhere.
extension Random: Codable {
  private enum Key: String, CodingKey { case seed, stream, words }

  /// Reads a stream where it stood.
  /// - Throws: `Failure` where one of its numbers is none.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    func integer(_ key: Key) throws -> UInt64 {
      let text = try container.decode(String.self, forKey: key)
      guard let value = UInt64(text) else {
        throw Failure(
          "random stream", "\(key.rawValue) is not a number", expected: "0 to 2^64 - 1",
          got: "\"\(text)\"")
      }
      return value
    }
    self.init(
      seed: try integer(.seed), stream: try integer(.stream), words: try integer(.words))
  }

  /// Writes seed, stream and position.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(String(seed), forKey: .seed)
    try container.encode(String(stream), forKey: .stream)
    try container.encode(String(words), forKey: .words)
  }
}
