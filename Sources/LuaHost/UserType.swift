/// A Swift type as Lua sees it, declared once.
///
///     UserType<Session>("session", "The state of a run.", members: [
///       .property("round", "The number of rounds done.") { $0.round },
///       .method("query", "The ids to ask next.", Argument("count", .integer, "how many")) { session, count in
///         try session.query(count)
///       },
///     ], text: { "session of \($0.dataset.name)" })
public struct UserType<T> {
  /// The declaration without the Swift type, for help and completion.
  public let declaration: TypeDeclaration

  /// - Parameters:
  ///   - name: what errors, help and `type names` call it.
  ///   - cost: bytes that an object keeps alive outside Lua; they push the collector.
  ///   - text: one line, for `tostring` and inside tables.
  ///   - display: what the prompt and `print` show, where that is more than `text`; may have many lines.
  ///   - forms: other forms than text, such as an image; each made only where somebody wants it.
  public init(
    _ name: String, _ summary: String, notes: String = "", examples: [String] = [],
    source: String = "", members: [Member<T>], cost: @escaping (T) -> Int = { _ in 0 },
    text: ((T) throws -> String)? = nil, display: ((T) throws -> String)? = nil,
    forms: @escaping (T) throws -> [DisplayForm] = { _ in [] }
  ) {
    declaration = TypeDeclaration(
      name: name, summary: summary, notes: notes, examples: examples, source: source,
      accepts: { $0 is T },
      cost: { ($0 as? T).map(cost) ?? 0 },
      text: text.map { text in { try ($0 as? T).map(text) } } ?? { _ in nil },
      display: display.map { display in { try ($0 as? T).map(display) } } ?? { _ in nil },
      forms: { try ($0 as? T).map(forms) ?? [] })
    for member in members { declaration.add(member.content) }
  }
}

/// A `UserType` of any Swift type, so that a module can list several.
public protocol DeclaredType {
  /// The declaration without the Swift type.
  var declaration: TypeDeclaration { get }
}

extension UserType: DeclaredType {}
