/// The random streams of one run, by name: `streams["shuffle"].permutation(n)`.
///
/// A stream starts on first use, from the seed and its name alone, so a new consumer shifts no other.
/// Only streams that were drawn from are kept and written.
public struct Streams: Codable, Equatable, Sendable {
  /// The seed that all streams share.
  public let seed: UInt64
  private var drawn: [String: Random] = [:]

  /// All streams of this seed, each at its beginning.
  public init(seed: UInt64) {
    self.seed = seed
  }

  /// The stream of this name, where it stands now.
  public subscript(name: String) -> Random {
    get { drawn[name] ?? Random(seed: seed, stream: name) }
    set { drawn[name] = newValue == Random(seed: seed, stream: name) ? nil : newValue }
  }

  /// The names of the streams that were drawn from, sorted.
  public var names: [String] { drawn.keys.sorted() }
}
