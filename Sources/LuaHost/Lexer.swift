/// Just enough of Lua's grammar to see where the cursor is.
struct Lexer {
  enum Token: Equatable {
    case name(String)
    case number
    case string(String)
    /// A short string that is still open, with what stands in it so far.
    case openString(String)
    /// A comment or long string that is still open.
    case openText
    case symbol(String)
  }

  /// The tokens of `text`, each with the offset of its first character.
  static func tokens(_ text: [Character]) -> [(token: Token, start: Int)] {
    var lexer = Lexer(text: text)
    while lexer.position < text.count { lexer.step() }
    return lexer.found
  }

  static let keywords = [
    "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in",
    "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while",
  ]

  /// Whether `text` can stand after a dot.
  static func isName(_ text: String) -> Bool {
    guard let first = text.first, isNameStart(first) else { return false }
    return text.allSatisfy(isNamePart) && !keywords.contains(text)
  }

  private let text: [Character]
  private var position = 0
  private var found: [(token: Token, start: Int)] = []

  private init(text: [Character]) { self.text = text }

  private static func isNameStart(_ c: Character) -> Bool {
    c.isASCII && (c.isLetter || c == "_")
  }

  private static func isNamePart(_ c: Character) -> Bool { isNameStart(c) || isDigit(c) }

  private static func isDigit(_ c: Character) -> Bool { c.isASCII && c.isNumber }

  private func peek(_ ahead: Int = 0) -> Character? {
    position + ahead < text.count ? text[position + ahead] : nil
  }

  private mutating func step() {
    let start = position
    let c = text[position]
    if c.isWhitespace {
      position += 1
    } else if Self.isNameStart(c) {
      found.append((.name(take(while: Self.isNamePart)), start))
    } else if Self.isDigit(c) {
      _ = take { Self.isNamePart($0) || $0 == "." }
      found.append((.number, start))
    } else if c == "\"" || c == "'" {
      position += 1
      shortString(quote: c, start: start)
    } else if c == "-", peek(1) == "-" {
      position += 2
      comment(start: start)
    } else if c == "[", let level = longBracket() {
      longText(level: level, start: start, token: .string(""))
    } else {
      symbol(c, start: start)
    }
  }

  private mutating func symbol(_ c: Character, start: Int) {
    position += 1
    var symbol = String(c)
    if let next = peek(),
      ["==", "~=", "<=", ">=", "::", "..", "//"].contains(symbol + String(next))
    {
      symbol.append(next)
      position += 1
    }
    found.append((.symbol(symbol), start))
  }

  private mutating func take(while holds: (Character) -> Bool) -> String {
    let start = position
    while let c = peek(), holds(c) { position += 1 }
    return String(text[start..<position])
  }

  private mutating func shortString(quote: Character, start: Int) {
    var content = ""
    while let c = peek() {
      position += 1
      if c == quote {
        found.append((.string(content), start))
        return
      }
      if c == "\\", let escaped = peek() {
        content.append(escaped)
        position += 1
      } else {
        content.append(c)
      }
    }
    found.append((.openString(content), start))
  }

  private mutating func comment(start: Int) {
    if peek() == "[", let level = longBracket() {
      longText(level: level, start: start, token: nil)
      return
    }
    _ = take { !$0.isNewline }
    if position == text.count { found.append((.openText, start)) }
  }

  /// The number of = in a long bracket that opens here.
  private func longBracket() -> Int? {
    var level = 0
    while peek(1 + level) == "=" { level += 1 }
    return peek(1 + level) == "[" ? level : nil
  }

  private mutating func longText(level: Int, start: Int, token: Token?) {
    position += level + 2
    let end = ["]"] + Array(repeating: Character("="), count: level) + ["]"]
    while position + end.count <= text.count {
      if Array(text[position..<position + end.count]) == end {
        position += end.count
        if let token { found.append((token, start)) }
        return
      }
      position += 1
    }
    position = text.count
    found.append((.openText, start))
  }
}
