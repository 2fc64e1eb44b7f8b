/// What an entry at the prompt asks for.
public enum CellInput: Equatable, Sendable {
  /// Nothing but blanks.
  case blank
  /// `?name` or `name?`; empty for a bare `?`.
  case help(String)
  /// Lua.
  case lua(String)

  /// What was meant by an entry.
  public init(_ entry: String) {
    let text = entry.trimmingBlanks
    if text.isEmpty {
      self = .blank
    } else if text.hasPrefix("?") {
      self = .help(text.trimming { $0 == "?" || $0.isWhitespace })
    } else if text.hasSuffix("?"), text.dropLast().allSatisfy(CellInput.isInPath) {
      // Lua has no `?`, so nothing is taken from it.
      self = .help(text.trimming { $0 == "?" })
    } else {
      self = .lua(entry)
    }
  }

  /// The global that a cell begins by assigning to, and what follows: `x` and `1` of `x = 1`.
  static func assignment(_ source: String) -> (name: String, value: String)? {
    guard let match = source.prefixMatch(of: /\s*([A-Za-z_][A-Za-z0-9_]*)\s*=(?!=)/) else {
      return nil
    }
    return (String(match.1), String(source[match.range.upperBound...]))
  }

  /// Whether a character may stand in `session.new` or `s:query`.
  private static func isInPath(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || "_.:?".contains(character)
  }
}

extension String {
  /// Without blanks and newlines around it.
  package var trimmingBlanks: String { trimming(\.isWhitespace) }

  /// Without the characters around it for which `condition` holds.
  package func trimming(_ condition: (Character) -> Bool) -> String {
    var text = self[...]
    while let first = text.first, condition(first) { text.removeFirst() }
    while let last = text.last, condition(last) { text.removeLast() }
    return String(text)
  }
}
