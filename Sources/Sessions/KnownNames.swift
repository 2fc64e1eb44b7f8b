import Tensors

/// Images by the names of their files: those of the very same bytes, or else one whose letters are composed
/// in another way, as file systems and spreadsheets differ in that (NFC, NFD).
struct KnownNames {
  private var exact: [[UInt8]: Int] = [:]
  /// Swift's strings are equal where they look alike.
  private var alike: [String: Set<Int>] = [:]

  init(_ names: [(name: String, id: Int)]) {
    for (name, id) in names {
      exact[Array(name.utf8)] = id
      alike[name, default: []].insert(id)
    }
  }

  /// The image of a name; nil where there is none.
  /// - Throws: `Failure` where two files have names that look like this one, and neither is spelt so.
  func id(of name: String, in table: String) throws -> Int? {
    if let id = exact[Array(name.utf8)] { return id }
    guard let some = alike[name] else { return nil }
    guard some.count == 1 else {
      throw Failure(
        table, "'\(name)' may be either of two files whose names look alike",
        expected: "its letters composed as in one of them (NFC or NFD)")
    }
    return some.first
  }
}
