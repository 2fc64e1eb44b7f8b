/// The header of an `.npy` file: a Python dictionary with descr, fortran_order and shape.
struct NPYHeader {
  let type: ElementType
  let isBigEndian: Bool
  let isFortranOrder: Bool
  let shape: [Int]

  /// - Throws: `Failure` where it is no such dictionary, or numbers are of a type that is not read.
  init(_ text: String, name: String) throws {
    var fields: [String: String] = [:]
    var rest = text[...]
    guard Self.skip("{", in: &rest) else { throw Self.unreadable(text, name) }
    while !Self.skip("}", in: &rest) {
      guard let key = Self.quoted(&rest), Self.skip(":", in: &rest),
        let value = Self.value(&rest), fields.updateValue(value, forKey: key) == nil
      else { throw Self.unreadable(text, name) }
      guard Self.skip(",", in: &rest) || rest.first == "}" else {
        throw Self.unreadable(text, name)
      }
    }
    guard let kind = fields["descr"], let order = fields["fortran_order"],
      let sizes = fields["shape"], ["True", "False"].contains(order),
      let shape = Self.shape(sizes)
    else { throw Self.unreadable(text, name) }
    let letters = kind.drop { "<>|=".contains($0) }
    guard let type = ElementType.allCases.first(where: { $0.numpyName == String(letters) }) else {
      let known = ElementType.allCases.compactMap(\.numpyName).joined(separator: ", ")
      throw Failure(name, "numbers of type \(JSONText.quoted(kind)) are not read", expected: known)
    }
    self.type = type
    isBigEndian = kind.hasPrefix(">")
    isFortranOrder = order == "True"
    self.shape = shape
  }

  private static func unreadable(_ text: String, _ name: String) -> Failure {
    Failure(
      name, ".npy header is not readable", expected: "{'descr': …, 'fortran_order': …, 'shape': …}",
      got: JSONText.quoted(String(text.prefix(60))))
  }

  private static func skip(_ mark: Character, in text: inout Substring) -> Bool {
    text = text.drop { $0 == " " || $0 == "\n" }
    guard text.first == mark else { return false }
    text = text.dropFirst().drop { $0 == " " || $0 == "\n" }
    return true
  }

  private static func quoted(_ text: inout Substring) -> String? {
    guard let quote = text.first, quote == "'" || quote == "\"" else { return nil }
    let inside = text.dropFirst().prefix { $0 != quote }
    text = text.dropFirst(1 + inside.count)
    guard !text.isEmpty else { return nil }
    text = text.dropFirst().drop { $0 == " " }
    return String(inside)
  }

  /// A quoted text, a word, or a list in brackets of either kind, without its quotes.
  private static func value(_ text: inout Substring) -> String? {
    if let quoted = quoted(&text) { return quoted }
    let end: Character? = text.first == "(" ? ")" : text.first == "[" ? "]" : nil
    let value =
      end.map { end in text.prefix { $0 != end } } ?? text.prefix { $0 != "," && $0 != "}" }
    text = text.dropFirst(value.count)
    if let end, !skip(end, in: &text) { return nil }
    return String(value)
  }

  /// `(2, 3` as its numbers.
  private static func shape(_ text: String) -> [Int]? {
    guard text.first == "(" else { return nil }
    let parts = text.dropFirst().split(separator: ",").map { $0.filter { $0 != " " } }
      .filter { !$0.isEmpty }
    let sizes = parts.compactMap { Int($0) }
    return sizes.count == parts.count && sizes.count <= 64 && sizes.allSatisfy { $0 >= 0 }
      ? sizes : nil
  }
}
