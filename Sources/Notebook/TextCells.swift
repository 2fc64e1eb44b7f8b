/// How many columns text takes, which is the front end's to know: a terminal has characters of none, one
/// and two.
public struct TextCells: Sendable {
  private let cells: @Sendable (Unicode.Scalar) -> Int

  /// - Parameter cells: columns of a character.
  public init(_ cells: @escaping @Sendable (Unicode.Scalar) -> Int) { self.cells = cells }

  /// A column for each scalar.
  public static let characters = TextCells { _ in 1 }

  /// Columns that a text takes.
  public func width(of text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + cells($1) }
  }

  /// The text, with an ellipsis in place of what goes beyond `width`.
  public func cut(_ text: String, to width: Int) -> String {
    guard self.width(of: text) > width else { return text }
    var used = 0
    let kept = text.prefix { character in
      used += self.width(of: String(character))
      return used < width
    }
    return kept + "…"
  }

  /// The text with blanks behind it.
  public func pad(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - self.width(of: text)))
  }
}
