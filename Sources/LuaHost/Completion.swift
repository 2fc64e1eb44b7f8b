/// What may stand at the cursor: globals, fields, methods, options inside `f{ … }` and their choices.
///
/// No Lua runs for it; see `Resolver`.
public struct Completion {
  /// One possibility.
  public struct Candidate: Equatable, Sendable {
    /// What replaces the text from `start` to the cursor.
    public let text: String
    /// One sentence about it.
    public let summary: String

    init(_ text: String, _ summary: String) {
      self.text = text
      self.summary = summary
    }
  }

  /// The offset, in characters, of the text that a candidate replaces.
  public let start: Int
  /// The possibilities that fit what stands there, sorted.
  public let candidates: [Candidate]
  /// The content so far where the cursor is inside a string: file names may be meant.
  public let openString: String?

  /// What may stand at `cursor`, an offset in characters; text behind it does not matter.
  public static func candidates(for line: String, cursor: Int, in state: State) -> Completion {
    let text = Array(line.prefix(cursor))
    let site = Site(
      tokens: Lexer.tokens(text), length: text.count, resolver: Resolver(state: state))
    let found = site.candidates().filter { $0.text.hasPrefix(site.prefix) }
    return Completion(
      start: site.start, candidates: found.sorted { $0.text < $1.text },
      openString: site.openString)
  }
}

/// The place of the cursor among the tokens before it.
private struct Site {
  private let tokens: [Lexer.Token]
  private let resolver: Resolver
  /// Whether the cursor stands in a comment or a long string.
  private let isText: Bool
  let start: Int
  let prefix: String
  let openString: String?

  init(tokens all: [(token: Lexer.Token, start: Int)], length: Int, resolver: Resolver) {
    self.resolver = resolver
    var tokens = all.map(\.token)
    var start = length
    var prefix = ""
    var openString: String?
    var isText = false
    switch all.last {
    case (.name(let name), let position)? where position + name.count == length:
      (start, prefix) = (position, name)
      tokens.removeLast()
    case (.openString(let content), let position)?:
      (start, prefix, openString) = (position + 1, content, content)
      tokens.removeLast()
    case (.openText, _)?: isText = true
    default: break
    }
    (self.tokens, self.start, self.prefix) = (tokens, start, prefix)
    (self.openString, self.isText) = (openString, isText)
  }

  func candidates() -> [Completion.Candidate] {
    if isText { return [] }
    if openString != nil { return choices(quoted: false) }
    if case .symbol(let separator)? = tokens.last, separator == "." || separator == ":" {
      guard let path = path(endingAt: tokens.count - 2),
        case .value(let value)? = resolver.resolve(path)
      else { return [] }
      return resolver.members(of: value, calls: separator == ":")
    }
    if let function = calledFunction, isFieldStart {
      let options = function.parameters.filter { !usedNames.contains($0.name) }
        .map { Completion.Candidate($0.name + " = ", "\($0.kind): \($0.summary)") }
      if options.contains(where: { $0.text.hasPrefix(prefix) }) { return options }
    }
    return choices(quoted: true) + globals
  }

  private var globals: [Completion.Candidate] {
    guard case .value(let value)? = resolver.resolve([]) else { return [] }
    let keywords = Lexer.keywords.map { Completion.Candidate($0, "keyword") }
    return resolver.members(of: value, calls: false) + (prefix.isEmpty ? [] : keywords)
  }

  /// The values to choose from for the option before `=`, or for a bare leading value.
  private func choices(quoted: Bool) -> [Completion.Candidate] {
    guard let parameter = expectedParameter else { return [] }
    return parameter.choices.map {
      Completion.Candidate(quoted ? "\"\($0)\"" : $0, parameter.summary)
    }
  }

  private var expectedParameter: Parameter? {
    if case .symbol("=")? = tokens.last, case .name(let name)? = tokens.dropLast().last {
      return calledFunction?.parameters.first { $0.name == name }
    }
    // f "…, f("…, f{ "…
    let isOpening = tokens.last == .symbol("(") || tokens.last == .symbol("{")
    let position = tokens.count - (isOpening ? 2 : 1)
    guard isOpening || openString != nil else { return nil }
    let first = function(endingAt: position)?.parameters.first
    return tokens.last == .symbol("{") && first?.isLeading != true ? nil : first
  }

  /// Positions of the brackets that are open at the cursor, outermost first.
  private var openBrackets: [Int] {
    var open: [Int] = []
    for (position, token) in tokens.enumerated() {
      guard case .symbol(let symbol) = token else { continue }
      if "({[".contains(symbol) { open.append(position) }
      if ")}]".contains(symbol) { _ = open.popLast() }
    }
    return open
  }

  /// The function whose options table is open at the cursor.
  private var calledFunction: Function? {
    let open = openBrackets
    guard let brace = open.last, tokens[brace] == .symbol("{") else { return nil }
    if let function = function(endingAt: brace - 1) { return function }
    guard let outer = open.dropLast().last, tokens[outer] == .symbol("("),
      tokens[brace - 1] == .symbol("(") || tokens[brace - 1] == .symbol(",")
    else { return nil }
    return function(endingAt: outer - 1)
  }

  private var isFieldStart: Bool {
    guard case .symbol(let symbol)? = tokens.last else { return false }
    return symbol == "{" || symbol == "," || symbol == ";"
  }

  /// The options already given in the open table.
  private var usedNames: Set<String> {
    guard let brace = openBrackets.last else { return [] }
    var names: Set<String> = []
    for position in brace..<tokens.count {
      if case .symbol("=") = tokens[position], case .name(let name) = tokens[position - 1] {
        names.insert(name)
      }
    }
    return names
  }

  private func function(endingAt position: Int) -> Function? {
    path(endingAt: position).flatMap(resolver.resolve)?.function
  }

  /// The names of `a.b:c` that end at a token; nil where the path begins with anything but a name.
  private func path(endingAt position: Int) -> [String]? {
    var names: [String] = []
    var position = position
    while position >= 0, case .name(let name) = tokens[position] {
      names.insert(name, at: 0)
      guard position >= 1,
        tokens[position - 1] == .symbol(".") || tokens[position - 1] == .symbol(":")
      else { return Lexer.keywords.contains(name) ? nil : names }
      position -= 2
    }
    return nil
  }
}
