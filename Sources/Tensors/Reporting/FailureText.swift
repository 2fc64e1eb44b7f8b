/// A clause of a failure, in which positions and ids are kept apart from the words: the engine counts
/// from 0, and who shows the text may count from 1.
///
///     Failure("gather", "no such row", expected: "\(indicesBelow: height)", got: "\(index: row)")
public struct FailureText: Equatable, Sendable, CustomStringConvertible {
  fileprivate enum Part: Equatable {
    case words(String)
    case index(Int)
    case indices([Int])
    case indicesBelow(Int)
  }

  private let parts: [Part]

  /// Words without positions in them.
  public init(_ words: String) { parts = [.words(words)] }

  /// Words that meet become one part, so that equal clauses are equal however they were put together.
  fileprivate init(_ parts: [Part]) {
    self.parts = parts.reduce(into: []) { merged, part in
      if case .words(let more) = part, case .words(let words)? = merged.last {
        merged[merged.count - 1] = .words(words + more)
      } else {
        merged.append(part)
      }
    }
  }

  /// The clause with the first thing called `first`.
  public func text(countingFrom first: Int) -> String {
    parts.map { part in
      switch part {
      case .words(let words): words
      case .index(let index): "\(index &+ first)"
      case .indices(let indices): "\(indices.map { $0 &+ first })"
      case .indicesBelow(let count) where count <= 0: "none"
      case .indicesBelow(let count): "\(first) to \(count - 1 + first)"
      }
    }.joined()
  }

  /// The clause as the engine counts, from 0.
  public var description: String { text(countingFrom: 0) }
}

extension FailureText: ExpressibleByStringInterpolation {
  /// Collects the parts of a literal.
  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var parts: [Part] = []

    /// Room for a literal.
    public init(literalCapacity: Int, interpolationCount: Int) {
      parts.reserveCapacity(2 * interpolationCount + 1)
    }

    /// Words as they stand.
    public mutating func appendLiteral(_ words: String) { parts.append(.words(words)) }

    /// Anything as text.
    public mutating func appendInterpolation<T>(_ value: T) { parts.append(.words("\(value)")) }

    /// A clause within another.
    public mutating func appendInterpolation(_ text: FailureText) { parts += text.parts }

    /// A position or id, from 0 on.
    public mutating func appendInterpolation(index: Int) { parts.append(.index(index)) }

    /// Positions or ids, from 0 on, as a list.
    public mutating func appendInterpolation(indices: [Int]) { parts.append(.indices(indices)) }

    /// All positions of `indicesBelow` things: `0 to 9`.
    public mutating func appendInterpolation(indicesBelow count: Int) {
      parts.append(.indicesBelow(count))
    }
  }

  /// Words without positions in them.
  public init(stringLiteral words: String) { self.init(words) }

  /// A clause with values in it.
  public init(stringInterpolation: StringInterpolation) { self.init(stringInterpolation.parts) }
}
